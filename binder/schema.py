"""The tables of ECMA-335 II.22 as data: numbers, columns, coded indices, sort keys.

Idea: every table is a short list of column kinds; `binder.tables` turns it into widths once per file.

Column kinds: 1, 2, 4 fixed bytes; COL_S, COL_G, COL_B heap indices; COL_T + t an index into table t;
COL_C + k an index coded by CODED[k].  A tag without a table is -1 in CODED, never a token.

Source: ECMA-335 6th edition II.22, II.24.2.6.
"""

from __future__ import annotations

from typing import Final

T_MODULE: Final = 0x00
T_TYPEREF: Final = 0x01
T_TYPEDEF: Final = 0x02
T_FIELDPTR: Final = 0x03
T_FIELD: Final = 0x04
T_METHODPTR: Final = 0x05
T_METHODDEF: Final = 0x06
T_PARAMPTR: Final = 0x07
T_PARAM: Final = 0x08
T_INTERFACEIMPL: Final = 0x09
T_MEMBERREF: Final = 0x0A
T_CONSTANT: Final = 0x0B
T_CUSTOMATTRIBUTE: Final = 0x0C
T_FIELDMARSHAL: Final = 0x0D
T_DECLSECURITY: Final = 0x0E
T_CLASSLAYOUT: Final = 0x0F
T_FIELDLAYOUT: Final = 0x10
T_STANDALONESIG: Final = 0x11
T_EVENTMAP: Final = 0x12
T_EVENTPTR: Final = 0x13
T_EVENT: Final = 0x14
T_PROPERTYMAP: Final = 0x15
T_PROPERTYPTR: Final = 0x16
T_PROPERTY: Final = 0x17
T_METHODSEMANTICS: Final = 0x18
T_METHODIMPL: Final = 0x19
T_MODULEREF: Final = 0x1A
T_TYPESPEC: Final = 0x1B
T_IMPLMAP: Final = 0x1C
T_FIELDRVA: Final = 0x1D
T_ENCLOG: Final = 0x1E
T_ENCMAP: Final = 0x1F
T_ASSEMBLY: Final = 0x20
T_ASSEMBLYPROCESSOR: Final = 0x21
T_ASSEMBLYOS: Final = 0x22
T_ASSEMBLYREF: Final = 0x23
T_ASSEMBLYREFPROCESSOR: Final = 0x24
T_ASSEMBLYREFOS: Final = 0x25
T_FILE: Final = 0x26
T_EXPORTEDTYPE: Final = 0x27
T_MANIFESTRESOURCE: Final = 0x28
T_NESTEDCLASS: Final = 0x29
T_GENERICPARAM: Final = 0x2A
T_METHODSPEC: Final = 0x2B
T_GENERICPARAMCONSTRAINT: Final = 0x2C
TABLES: Final = 0x2D
# Not a table; the tag of user string tokens (ldstr).
T_USERSTRING: Final = 0x70

COL_S: Final = 8
COL_G: Final = 9
COL_B: Final = 10
COL_C: Final = 16
COL_T: Final = 64

CODED_TYPEDEFORREF: Final = 0
CODED_HASCONSTANT: Final = 1
CODED_HASCUSTOMATTRIBUTE: Final = 2
CODED_HASFIELDMARSHAL: Final = 3
CODED_HASDECLSECURITY: Final = 4
CODED_MEMBERREFPARENT: Final = 5
CODED_HASSEMANTICS: Final = 6
CODED_METHODDEFORREF: Final = 7
CODED_MEMBERFORWARDED: Final = 8
CODED_IMPLEMENTATION: Final = 9
CODED_CUSTOMATTRIBUTETYPE: Final = 10
CODED_RESOLUTIONSCOPE: Final = 11
CODED_TYPEORMETHODDEF: Final = 12

CODED_BITS: Final[list[int]] = [2, 2, 5, 1, 2, 3, 1, 1, 1, 2, 3, 2, 1]

CODED: Final[list[list[int]]] = [
    [T_TYPEDEF, T_TYPEREF, T_TYPESPEC],
    [T_FIELD, T_PARAM, T_PROPERTY],
    [
        T_METHODDEF,
        T_FIELD,
        T_TYPEREF,
        T_TYPEDEF,
        T_PARAM,
        T_INTERFACEIMPL,
        T_MEMBERREF,
        T_MODULE,
        T_DECLSECURITY,
        T_PROPERTY,
        T_EVENT,
        T_STANDALONESIG,
        T_MODULEREF,
        T_TYPESPEC,
        T_ASSEMBLY,
        T_ASSEMBLYREF,
        T_FILE,
        T_EXPORTEDTYPE,
        T_MANIFESTRESOURCE,
        T_GENERICPARAM,
        T_GENERICPARAMCONSTRAINT,
        T_METHODSPEC,
    ],
    [T_FIELD, T_PARAM],
    [T_TYPEDEF, T_METHODDEF, T_ASSEMBLY],
    [T_TYPEDEF, T_TYPEREF, T_MODULEREF, T_METHODDEF, T_TYPESPEC],
    [T_EVENT, T_PROPERTY],
    [T_METHODDEF, T_MEMBERREF],
    [T_FIELD, T_METHODDEF],
    [T_FILE, T_ASSEMBLYREF, T_EXPORTEDTYPE],
    [-1, -1, T_METHODDEF, T_MEMBERREF, -1],
    [T_MODULE, T_MODULEREF, T_ASSEMBLYREF, T_TYPEREF],
    [T_TYPEDEF, T_METHODDEF],
]

_TDR: Final = COL_C + CODED_TYPEDEFORREF

COLUMNS: Final[list[list[int]]] = [
    [2, COL_S, COL_G, COL_G, COL_G],
    [COL_C + CODED_RESOLUTIONSCOPE, COL_S, COL_S],
    [4, COL_S, COL_S, _TDR, COL_T + T_FIELD, COL_T + T_METHODDEF],
    [COL_T + T_FIELD],
    [2, COL_S, COL_B],
    [COL_T + T_METHODDEF],
    [4, 2, 2, COL_S, COL_B, COL_T + T_PARAM],
    [COL_T + T_PARAM],
    [2, 2, COL_S],
    [COL_T + T_TYPEDEF, _TDR],
    [COL_C + CODED_MEMBERREFPARENT, COL_S, COL_B],
    [1, 1, COL_C + CODED_HASCONSTANT, COL_B],
    [COL_C + CODED_HASCUSTOMATTRIBUTE, COL_C + CODED_CUSTOMATTRIBUTETYPE, COL_B],
    [COL_C + CODED_HASFIELDMARSHAL, COL_B],
    [2, COL_C + CODED_HASDECLSECURITY, COL_B],
    [2, 4, COL_T + T_TYPEDEF],
    [4, COL_T + T_FIELD],
    [COL_B],
    [COL_T + T_TYPEDEF, COL_T + T_EVENT],
    [COL_T + T_EVENT],
    [2, COL_S, _TDR],
    [COL_T + T_TYPEDEF, COL_T + T_PROPERTY],
    [COL_T + T_PROPERTY],
    [2, COL_S, COL_B],
    [2, COL_T + T_METHODDEF, COL_C + CODED_HASSEMANTICS],
    [COL_T + T_TYPEDEF, COL_C + CODED_METHODDEFORREF, COL_C + CODED_METHODDEFORREF],
    [COL_S],
    [COL_B],
    [2, COL_C + CODED_MEMBERFORWARDED, COL_S, COL_T + T_MODULEREF],
    [4, COL_T + T_FIELD],
    [4, 4],
    [4],
    [4, 2, 2, 2, 2, 4, COL_B, COL_S, COL_S],
    [4],
    [4, 4, 4],
    [2, 2, 2, 2, 4, COL_B, COL_S, COL_S, COL_B],
    [4, COL_T + T_ASSEMBLYREF],
    [4, 4, 4, COL_T + T_ASSEMBLYREF],
    [4, COL_S, COL_B],
    [4, 4, COL_S, COL_S, COL_C + CODED_IMPLEMENTATION],
    [4, 4, COL_S, COL_C + CODED_IMPLEMENTATION],
    [COL_T + T_TYPEDEF, COL_T + T_TYPEDEF],
    [2, 2, COL_C + CODED_TYPEORMETHODDEF, COL_S],
    [COL_C + CODED_METHODDEFORREF, COL_B],
    [COL_T + T_GENERICPARAM, _TDR],
]

TABLE_NAMES: Final[list[str]] = (
    "Module TypeRef TypeDef FieldPtr Field MethodPtr MethodDef ParamPtr Param InterfaceImpl MemberRef "
    "Constant CustomAttribute FieldMarshal DeclSecurity ClassLayout FieldLayout StandAloneSig EventMap EventPtr Event "
    "PropertyMap PropertyPtr Property MethodSemantics MethodImpl ModuleRef TypeSpec ImplMap FieldRVA EncLog "
    "EncMap Assembly AssemblyProcessor AssemblyOS AssemblyRef AssemblyRefProcessor AssemblyRefOS File ExportedType "
    "ManifestResource NestedClass GenericParam MethodSpec GenericParamConstraint"
).split(" ")
