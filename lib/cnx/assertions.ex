# Cnx.Assertions - promises about what definitions compile to, for tests:
#
#     import Cnx.Assertions
#     test "softmax is two kernels", do: assert_kernels(&Net.softmax/1, [x], 2)
#
# They hold on any machine: nothing here is measured. The compiler is llvm, or the option :compiler.
defmodule Cnx.Assertions do
  alias Cnx.Explain

  # At most `most` kernels compute the function of arguments like these. With `others: n` also at
  # most n steps that are no kernels: products of matrices by a library, sorts, loops.
  def assert_kernels(fun, args, most, opts \\ []) do
    plan = plan(fun, args, opts)
    kernels = Explain.kernels(plan)
    others = length(plan.steps) - kernels

    cond do
      kernels > most ->
        flunk("expected at most #{most} kernels, got #{kernels}", plan)

      opts[:others] && others > opts[:others] ->
        flunk("expected at most #{opts[:others]} steps that are no kernels, got #{others}", plan)

      true ->
        true
    end
  end

  # A run takes at most this many bytes beside its inputs.
  def assert_peak_memory(fun, args, most, opts \\ []) do
    plan = plan(fun, args, opts)
    peak = Explain.peak_memory(plan)

    if peak <= most,
      do: true,
      else: flunk("expected at most #{most} bytes of memory, got #{peak}", plan)
  end

  # The function runs without a definition being compiled; what it gives.
  def assert_no_recompile(fun) do
    before = Cnx.Program.builds()
    result = fun.()
    built = Cnx.Program.builds() - before

    if built == 0,
      do: result,
      else: fail("expected no definition to be compiled, #{built} were compiled")
  end

  defp plan(fun, args, opts) do
    plan = Explain.plan(fun, args, Keyword.get(opts, :compiler, Cnx.LLVM))
    if plan.steps == nil, do: fail("the compiler #{plan.compiler} makes no kernels")
    plan
  end

  defp flunk(message, plan) do
    steps = for s <- plan.steps, do: "\n  #{s.index}: #{s.by}, #{s.name}"
    reasons = for {from, to, why} <- plan.reasons, do: "\n  #{to} is not in #{from}: #{why}"
    fail(message <> "\nsteps:" <> Enum.join(steps) <> "\nnot fused:" <> Enum.join(reasons))
  end

  defp fail(message), do: raise(ExUnit.AssertionError, message: message)
end
