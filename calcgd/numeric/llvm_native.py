"""From LLVM's language to functions in memory, for the processor at hand."""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from threading import Thread
from typing import Any

from calcgd.numeric.llvm_writer import Writer, symbol

MACHINE_CODE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_longlong)
"""All functions made here take the addresses of what they read and write and a number. They run without the GIL."""

LONG = 30_000
"""LLVM takes many seconds to optimise a function of more instructions; without that it is several times as slow."""


class Native:
    """A function in machine code, which lives as long as this object."""

    def __init__(self, text: str, writer: Writer) -> None:
        """`text` defines @kernel with what `writer` wrote."""
        from llvmlite import binding

        for name in writer.foreign:
            _provide(name)
        module = binding.parse_assembly(f"{text}\n{writer.declarations()}")
        self._engine = binding.create_mcjit_compiler(module, machine(0 if text.count("\n") > LONG else 3))
        self._engine.finalize_object()
        self.run: Callable[..., Any] = MACHINE_CODE(self._engine.get_function_address("kernel"))


def work_off(native: Native, calls: Sequence[tuple[Any, Any, int]], threads: int) -> None:
    """Make all calls, in this thread and others; when it is interrupted, those that are left are dropped."""
    waiting = list(calls)

    def work() -> None:
        with suppress(IndexError):
            while True:
                native.run(*waiting.pop())

    others = [Thread(target=work) for _ in range(min(threads, len(calls)) - 1)]
    for other in others:
        other.start()
    try:
        work()
    finally:
        waiting.clear()
        for other in others:
            other.join()


def machine(effort: int) -> Any:
    """A new llvmlite `TargetMachine` for this processor."""
    target, processor, features = _host()
    return target.create_target_machine(processor, features, opt=effort, jit=True)


@cache
def _host() -> tuple[Any, str, str]:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_triple(binding.get_process_triple())
    return target, binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()


@cache
def _provide(name: str) -> None:
    """Make a function of the C library known to LLVM: the very one that Python's `math` calls."""
    from llvmlite import binding

    address = ctypes.cast(getattr(_c_library(), name), ctypes.c_void_p).value
    binding.add_symbol(symbol(name), address)


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("ucrtbase" if os.name == "nt" else getattr(math, "__file__", None))
