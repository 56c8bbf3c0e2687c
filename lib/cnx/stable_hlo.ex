# Cnx.StableHLO - programs in StableHLO text, as other systems export them, as functions.
defmodule Cnx.StableHLO do
  # The function main of the file's module. It takes a tensor for each parameter and gives a tensor,
  # or a tuple of several; `compiler:` and the other options of Nx.Defn.jit say how it runs. In a definition it becomes a
  # part of that, so it has gradients and runs as the rest does.
  def load(path, opts \\ []) do
    graph = Cnx.Graph.of_stablehlo(path)
    templates = Cnx.Graph.parameters(graph)

    Cnx.Function.of_args(length(templates), fn args ->
      case call(graph, templates, args, opts) do
        [result] -> result
        results -> List.to_tuple(results)
      end
    end)
  end

  defp call(graph, templates, args, opts) do
    inputs = args |> Enum.zip(templates) |> Enum.with_index() |> Enum.map(&input/1)

    if Cnx.Trace.active?(),
      do: Cnx.Graph.inline(graph, inputs),
      else: Cnx.Program.run(program(graph, opts), inputs)
  end

  defp program(graph, opts) do
    opts = Keyword.merge(Nx.Defn.default_options(), opts)
    compiler = Nx.Defn.__compiler__(opts)
    key = {__MODULE__, graph, compiler}
    Cnx.Jit.get(key) || Cnx.Jit.put(key, Cnx.Program.build(graph, compiler))
  end

  # What `cnx run FILE.mlir` does: --input NAME=FILE.npy for each parameter, --output FILE.npz. A
  # parameter is called arg0, arg1, ...; under other names inputs are taken in the order given.
  def run(path, arguments) do
    {inputs, output} = arguments(arguments, [], nil)
    {numbered, ordered} = Enum.split_with(inputs, fn {name, _} -> number(name) != nil end)
    graph = Cnx.Graph.of_stablehlo(path)
    templates = Cnx.Graph.parameters(graph)
    numbered = Map.new(numbered, &numbered(&1, length(templates)))
    parameters = Enum.with_index(templates)
    tensors = inputs(parameters, numbered, Enum.map(ordered, &elem(&1, 1)))
    results = call(graph, templates, tensors, [])

    if output do
      named = for {tensor, index} <- Enum.with_index(results), do: {"#{index}", tensor}
      Cnx.Data.write_npz(output, named)
    else
      Enum.each(results, &IO.inspect/1)
    end

    :ok
  end

  defp arguments([], inputs, output), do: {Enum.reverse(inputs), output}
  defp arguments(["--output", file | rest], inputs, _), do: arguments(rest, inputs, file)

  defp arguments(["--input", text | rest], inputs, output) do
    case String.split(text, "=", parts: 2) do
      [name, file] -> arguments(rest, [{name, file} | inputs], output)
      [file] -> arguments(rest, [{"", file} | inputs], output)
    end
  end

  defp arguments([other | _], _inputs, _output) do
    raise ArgumentError, "expected --input NAME=FILE.npy or --output FILE.npz, got: #{other}"
  end

  defp numbered({name, file}, count) do
    index = number(name)

    if index not in 0..(count - 1)//1 do
      raise ArgumentError, "there is no parameter #{name} for #{file}, the program has #{count}"
    end

    {index, file}
  end

  defp number("arg" <> digits) do
    case Integer.parse(digits) do
      {n, ""} -> n
      _ -> nil
    end
  end

  defp number(_), do: nil

  defp inputs([], _numbered, []), do: []

  defp inputs([], _numbered, [file | _]),
    do: raise(ArgumentError, "there is no parameter left for #{file}")

  defp inputs([{template, index} | rest], numbered, ordered) do
    case {numbered, ordered} do
      {%{^index => file}, _} ->
        [array(file) | inputs(rest, numbered, ordered)]

      {_, [file | files]} ->
        [array(file) | inputs(rest, numbered, files)]

      {_, []} ->
        raise ArgumentError, "there is no --input for parameter #{index}, #{describe(template)}"
    end
  end

  defp array(file), do: Cnx.Data.npy(file)

  # Numbers take the parameter's type, tensors must have it.
  defp input({{number, template}, _}) when is_number(number) and template.shape == {} do
    Nx.tensor(number, type: template.type)
  end

  defp input({{given, template}, index}) do
    tensor = Nx.to_tensor(given)

    if tensor.type != template.type or tensor.shape != template.shape do
      raise ArgumentError,
            "argument #{index} of the program is #{describe(template)}, got #{describe(tensor)}"
    end

    tensor
  end

  defp describe(tensor), do: "#{Nx.Type.to_string(tensor.type)} of shape #{inspect(tensor.shape)}"
end
