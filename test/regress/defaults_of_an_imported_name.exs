# A function named as one of Kernel's has defaults: that the shorter one calls the longer is no use of
# the import; a call that is one stays refused.
defmodule NamedAsKernels do
  def apply(%{t: t}, input, opts \\ []), do: {t, input, opts}
  def send(x \\ 1, y \\ 2), do: {x, y}
end

{NamedAsKernels.apply(%{t: 1}, 2), NamedAsKernels.send(), NamedAsKernels.send(5)} # => {{1, 2, []}, {1, 2}, {5, 2}}
Code.eval_string("defmodule Used do def apply(x, y, z \\\\ []), do: {x, y, z}; def f, do: apply(1, 2, 3) end") # error: (CompileError) imported Kernel.apply/3 conflicts with local function
