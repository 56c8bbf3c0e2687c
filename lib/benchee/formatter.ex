# Benchee.Formatter - what becomes of a suite: modules that make something of it and write that, or
# functions that take it.
defmodule Benchee.Formatter do
  @callback format(term(), term()) :: term()
  @callback write(term(), term()) :: :ok | {:error, String.t()}

  def output(suite) do
    Benchee.Printer.step("Formatting results", suite.configuration)
    {modules, functions} = Enum.split_with(suite.configuration.formatters, &(not is_function(&1)))

    modules
    |> Enum.map(&with_options/1)
    |> Enum.map(fn {module, options} -> {module, options, module.format(suite, options)} end)
    |> Enum.each(fn {module, options, formatted} -> module.write(formatted, options) end)

    Enum.each(functions, & &1.(suite))
    suite
  end

  def output(suite, module, options \\ %{}) do
    :ok = suite |> module.format(options) |> module.write(options)
    suite
  end

  defp with_options({module, options}), do: {checked(module), Map.new(options)}
  defp with_options(module), do: {checked(module), %{}}

  defp checked(module) do
    if Code.ensure_loaded?(module) and function_exported?(module, :format, 2) and
         function_exported?(module, :write, 2) do
      module
    else
      raise """
      The module you're attempting to use as a formatter - #{module} - does
      not implement the `Benchee.Formatter` behaviour.
      """
    end
  end
end
