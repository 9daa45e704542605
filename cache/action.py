"""Action keys: the identity of one cached computation, as a text that can be shown and compared.

    key text := "action 1" LF "compiler " digest LF "target " text LF "options " text LF "inputs " digest LF
                "method " text

`inputs` is the digest of a second text, kept in the store too, that lists everything the result may depend on.
Two keys that differ can so be explained line by line. Invariant: equal texts mean equal results, so a text must
name every input; naming too much costs a hit, naming too little costs correctness.
"""

from __future__ import annotations

import hashlib

from cache.digest import digest_text


class ActionEnvironment:
    """What the keys of one compilation have in common."""

    def __init__(self, compiler: str, target: str, options: str, inputs: str) -> None:
        self.compiler = compiler
        self.target = target
        self.options = options
        self.inputs = inputs
        self.inputs_digest = digest_text(inputs)
        head = (
            f"action 1\ncompiler {compiler}\ntarget {_line(target)}\noptions {_line(options)}\n"
            f"inputs {self.inputs_digest}\n"
        )
        self._head = head
        self._hash = hashlib.sha256(head.encode("utf-8", "surrogatepass"))

    def key_text(self, method: str) -> str:
        return f"{self._head}method {method}"

    def key(self, method: str) -> str:
        """Digest of key_text(method), without building the text."""
        h = self._hash.copy()
        h.update(b"method ")
        h.update(method.encode("utf-8", "surrogatepass"))
        return h.hexdigest()


def _line(text: str) -> str:
    if "\n" in text:
        raise ValueError(f"more than one line in an action key: {text!r}")
    return text
