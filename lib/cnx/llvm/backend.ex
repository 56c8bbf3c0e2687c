# Cnx.LLVM.Backend - as a default backend: operations outside of definitions run on the compiler llvm.
#
# Nx.default_backend(Cnx.LLVM.Backend). Tensors live in cnx's own memory.
defmodule Cnx.LLVM.Backend do
  def init(opts), do: Keyword.validate!(opts, [])
  def __compiler__(_opts), do: Cnx.LLVM
end
