# Cnx.Docs.EXLA - what h says about EXLA.
defmodule Cnx.Docs.EXLA do
  def text,
    do: ~S"""
    Definitions through XLA, where a plugin of PJRT is installed.

    - jit(function, opts \\ []): The function, compiled when it is called.
    - jit_apply(function, args, opts \\ []): Its result.
    - compile(function, args): The same compiled now, for such arguments.
    - compile(function, args, opts): The same with options.
    - cached?(function, args, opts \\ []): Whether it is compiled already.
    - to_mlir_module(function, args, opts \\ []): The program as StableHLO.
    - shard_jit(function, mesh, opts \\ []): The function, run on the devices of a mesh.
    - shard_jit_apply(function, mesh, args, opts \\ []): Its result on these arguments of each device.
    """
end
