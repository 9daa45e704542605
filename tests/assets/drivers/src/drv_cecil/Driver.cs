// Exercises Mono.Cecil: reads assemblies (itself, Mono.Cecil.dll) deeply, rewrites them, builds new ones and reads those back.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

internal static class Driver
{
    static void Section(string name, Func<string> f)
    {
        try { Out.P(name, f().Replace("\r", "")); }
        catch (Exception e) { Out.P(name, e.GetType().Name + ": " + e.Message); }
    }

    static string Dump(MethodDefinition m)
    {
        var sb = new StringBuilder();
        sb.Append(m.FullName).Append(' ').Append((int)m.Attributes).Append(m.HasThis ? " instance" : " static").Append(m.IsVirtual ? " virtual" : "").Append('\n');
        if (!m.HasBody) return sb.ToString();
        foreach (VariableDefinition v in m.Body.Variables) sb.Append("  local ").Append(v.Index).Append(' ').Append(v.VariableType.FullName).Append('\n');
        foreach (Instruction i in m.Body.Instructions) sb.Append("  ").Append(i).Append('\n');
        foreach (ExceptionHandler h in m.Body.ExceptionHandlers) sb.Append("  ").Append(h.HandlerType).Append(' ').Append(h.TryStart.Offset).Append('-').Append(h.TryEnd.Offset).Append(' ').Append(h.CatchType?.FullName).Append('\n');
        return sb.ToString();
    }

    static ulong HashAssembly(AssemblyDefinition a, int limit)
    {
        ulong h = 1;
        foreach (TypeDefinition t in a.MainModule.GetTypes().Take(limit))
        {
            h = Out.Mix(h, t.FullName + t.BaseType?.FullName + (int)t.Attributes);
            foreach (InterfaceImplementation i in t.Interfaces) h = Out.Mix(h, i.InterfaceType.FullName);
            foreach (GenericParameter p in t.GenericParameters) h = Out.Mix(h, p.Name + p.Constraints.Count);
            foreach (FieldDefinition f in t.Fields) h = Out.Mix(h, f.FullName + f.Constant);
            foreach (PropertyDefinition p in t.Properties) h = Out.Mix(h, p.FullName);
            foreach (CustomAttribute c in t.CustomAttributes) h = Out.Mix(h, c.AttributeType.FullName + c.ConstructorArguments.Count);
            foreach (MethodDefinition m in t.Methods) h = Out.Mix(h, Dump(m));
        }
        return h;
    }

    static string Opcodes(AssemblyDefinition a, int limit)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (MethodDefinition m in a.MainModule.GetTypes().Take(limit).SelectMany(t => t.Methods).Where(m => m.HasBody))
            foreach (Instruction i in m.Body.Instructions) counts[i.OpCode.Name] = counts.GetValueOrDefault(i.OpCode.Name) + 1;
        return string.Join(" ", counts.Select(c => c.Key + ":" + c.Value));
    }

    static byte[] Build(string name)
    {
        AssemblyDefinition a = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 2, 3, 4)), name, ModuleKind.Dll);
        ModuleDefinition module = a.MainModule;
        module.Mvid = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        TypeReference ints = module.TypeSystem.Int32;
        var type = new TypeDefinition("Made", "Thing", TypeAttributes.Public | TypeAttributes.Class, module.TypeSystem.Object);
        module.Types.Add(type);
        type.Fields.Add(new FieldDefinition("Answer", FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.Literal, ints) { Constant = 42 });
        type.GenericParameters.Add(new GenericParameter("T", type));
        var sum = new MethodDefinition("Sum", MethodAttributes.Public | MethodAttributes.Static, ints);
        sum.Parameters.Add(new ParameterDefinition("xs", ParameterAttributes.None, ints.MakeArrayType()));
        sum.Body.InitLocals = true;
        sum.Body.Variables.Add(new VariableDefinition(ints));
        sum.Body.Variables.Add(new VariableDefinition(ints));
        ILProcessor il = sum.Body.GetILProcessor();
        Instruction test = il.Create(OpCodes.Ldloc_1), body = il.Create(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Br, test);
        il.Append(body);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc_1);
        il.Emit(OpCodes.Ldelem_I4);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldloc_1);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc_1);
        il.Append(test);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldlen);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Blt, body);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ret);
        sum.Body.OptimizeMacros();
        type.Methods.Add(sum);
        var choose = new MethodDefinition("Choose", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.String);
        choose.Parameters.Add(new ParameterDefinition(ints));
        il = choose.Body.GetILProcessor();
        Instruction[] cases = Enumerable.Range(0, 3).Select(i => il.Create(OpCodes.Ldstr, "case " + i)).ToArray();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Switch, cases);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ret);
        foreach (Instruction c in cases) { il.Append(c); il.Emit(OpCodes.Ret); }
        type.Methods.Add(choose);
        module.Resources.Add(new EmbeddedResource("data", ManifestResourceAttributes.Public, new byte[] { 1, 2, 3 }));
        var stream = new MemoryStream();
        a.Write(stream, new WriterParameters { Timestamp = 0 });
        return stream.ToArray();
    }

    static int Main(string[] args)
    {
        bool brief = args.Length > 0 && args[0] == "short";
        const int limit = 100000;
        // What is read must stay IL when the running copies are replaced by native images.
        string folder = Path.Combine(AppContext.BaseDirectory, "input");
        if (brief)
        {
            Section("short", () => { AssemblyDefinition a = AssemblyDefinition.ReadAssembly(new MemoryStream(Build("Made"))); return string.Join("", a.MainModule.GetTypes().SelectMany(t => t.Methods).Select(Dump)) + Opcodes(a, 10); });
            return 0;
        }
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(folder);
        var parameters = new ReaderParameters { AssemblyResolver = resolver };
        string self = Path.Combine(folder, "Mono.Cecil.Rocks.dll");
        Section("modes", () => string.Join(",", new[] { ReadingMode.Deferred, ReadingMode.Immediate }.Select(m => AssemblyDefinition.ReadAssembly(self, new ReaderParameters(m) { AssemblyResolver = resolver }).MainModule.GetTypes().Count())));
        AssemblyDefinition rocks = AssemblyDefinition.ReadAssembly(self, parameters);
        Section("identity", () => rocks.FullName + " " + rocks.MainModule.Runtime + " " + rocks.MainModule.Architecture + " " + rocks.MainModule.Kind);
        Section("references", () => string.Join(",", rocks.MainModule.AssemblyReferences.Select(r => r.FullName)));
        Section("types", () => string.Join(",", rocks.MainModule.Types.Select(t => t.FullName + ":" + t.Methods.Count)));
        Section("dump", () => Dump(rocks.MainModule.GetTypes().SelectMany(t => t.Methods).First(m => m.HasBody && m.Body.ExceptionHandlers.Count > 0)));
        Section("hash rocks", () => HashAssembly(rocks, limit).ToString("x"));
        Section("opcodes rocks", () => Opcodes(rocks, limit));
        AssemblyDefinition cecil = AssemblyDefinition.ReadAssembly(Path.Combine(folder, "Mono.Cecil.dll"), parameters);
        Section("hash cecil", () => HashAssembly(cecil, limit).ToString("x"));
        Section("opcodes cecil", () => Opcodes(cecil, limit));
        Section("hierarchy", () => { TypeDefinition t = cecil.MainModule.GetType("Mono.Cecil.MethodDefinition"); var s = new List<string>(); for (TypeReference b = t.BaseType; b != null && b.Scope == cecil.MainModule; b = b.Resolve().BaseType) s.Add(b.FullName); return string.Join(">", s) + t.Interfaces.Count + t.NestedTypes.Count + t.GetConstructors().Count(); });
        Section("resolve", () => string.Join(",", rocks.MainModule.GetMemberReferences().Where(r => r.DeclaringType.Scope.Name == "Mono.Cecil" && r is MethodReference).Cast<MethodReference>().Take(60).Select(r => r.Resolve() == null ? r.Name + "?" : r.Name)));
        Section("build", () =>
        {
            byte[] image = Build("Made");
            AssemblyDefinition back = AssemblyDefinition.ReadAssembly(new MemoryStream(image));
            TypeDefinition t = back.MainModule.GetType("Made.Thing`1") ?? back.MainModule.GetType("Made.Thing");
            return image.Length + "\n" + string.Join("", t.Methods.Select(Dump)) + t.Fields[0].Constant + back.MainModule.Resources[0].Name + t.GenericParameters[0].Name;
        });
        Section("rewrite", () =>
        {
            AssemblyDefinition a = AssemblyDefinition.ReadAssembly(new MemoryStream(File.ReadAllBytes(self)), parameters);
            int n = 0;
            foreach (MethodDefinition m in a.MainModule.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
            {
                m.Body.SimplifyMacros();
                ILProcessor il = m.Body.GetILProcessor();
                il.InsertBefore(m.Body.Instructions[0], il.Create(OpCodes.Nop));
                m.Body.OptimizeMacros();
                n++;
            }
            a.Name.Version = new Version(9, 9);
            var s = new MemoryStream();
            a.Write(s, new WriterParameters { Timestamp = 1 });
            AssemblyDefinition back = AssemblyDefinition.ReadAssembly(new MemoryStream(s.ToArray()), parameters);
            return n + " " + back.Name.Version + " " + back.MainModule.GetTypes().SelectMany(t => t.Methods).Count(m => m.HasBody && m.Body.Instructions[0].OpCode == OpCodes.Nop) + " " + HashAssembly(back, limit).ToString("x");
        });
        Section("import", () => { ModuleDefinition m = ModuleDefinition.CreateModule("imports", ModuleKind.Dll); return m.ImportReference(typeof(Dictionary<string, List<int>>)).FullName + m.ImportReference(typeof(Console).GetMethod("WriteLine", new[] { typeof(string) })).FullName + m.ImportReference(cecil.MainModule.GetType("Mono.Cecil.Cil.Instruction")).FullName; });
        Section("signatures", () => { ModuleDefinition m = rocks.MainModule; TypeReference t = m.TypeSystem.String; var g = new GenericInstanceType(new TypeReference("N", "G`2", m, m.TypeSystem.CoreLibrary)); g.GenericArguments.Add(t); g.GenericArguments.Add(t.MakeByReferenceType().ElementType.MakePointerType()); return g.FullName + new ArrayType(t, 3).FullName + t.MakePinnedType().FullName + t.MakeOptionalModifierType(m.TypeSystem.Int32).FullName + new FunctionPointerType { ReturnType = t }.FullName; });
        foreach (int cut in new[] { 0, 10, 500, 4096 })
            Section("truncated " + cut, () => { byte[] image = Build("Cut"); Array.Resize(ref image, Math.Min(cut, image.Length)); return AssemblyDefinition.ReadAssembly(new MemoryStream(image)).MainModule.GetTypes().Count().ToString(); });
        return 0;
    }
}
