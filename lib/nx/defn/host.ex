# Nx.Defn.Host - functions that run while a definition runs: io_call looks at values, runtime_call makes
# some.
defmodule Nx.Defn.Host do
  alias Cnx.Container

  # The container, of which `fun` gets the value; a hook of the name given to jit takes its place.
  def io_call(container, name, fun) when is_atom(name) and (is_function(fun, 1) or fun == nil) do
    fun = hook_of(name, fun)

    if Cnx.Trace.active?() do
      look(container, fun)
    else
      if fun, do: fun.(container)
      container
    end
  end

  # The function that is called for a hook of this name, or nil: while tracing, one given to jit takes the
  # place of its own.
  def hook_of(name, fun) do
    hooks = (Cnx.Trace.active?() && Process.get({Nx.Defn, :hooks}, nil)) || %{}
    fun = (name && hooks[name]) || fun
    if fun && Cnx.Trace.active?(), do: no_capture!(fun, "io_call")
    fun
  end

  defp look(container, nil), do: container

  defp look(container, fun) do
    case Container.flatten_result(container) do
      {_, []} ->
        container

      {template, tensors} ->
        seen = fn tensors ->
          {value, []} = Container.rebuild(template, tensors)
          fun.(value)
          []
        end

        {result, []} = Container.rebuild(template, Cnx.Trace.call(tensors, seen, nil))
        result
    end
  end

  # What fun.(container, opts) gives, of the template's types and shapes.
  def runtime_call(output, container, opts, fun) when is_list(opts) and is_function(fun, 2) do
    output = Nx.to_template(output)

    if Cnx.Trace.active?(),
      do: later(output, container, opts, fun),
      else: fit!(fun.(container, opts), output)
  end

  defp later(output, container, opts, fun) do
    no_capture!(fun, "runtime_call")
    no_capture!(opts, "runtime_call")
    {template, tensors} = Container.flatten_result(container)
    {form, types} = Container.flatten_result(output)

    made = fn tensors ->
      {value, []} = Container.rebuild(template, tensors)
      fit!(fun.(value, opts), output) |> Container.flatten_result() |> elem(1)
    end

    {result, []} = Container.rebuild(form, Cnx.Trace.call(tensors, made, types))
    result
  end

  defp fit!(result, output) do
    unless Nx.compatible?(result, output) do
      raise """
      expected the runtime_call function to match the given output template

      #{Nx.Defn.TemplateDiff.build_and_inspect(output, result, "Template", "Result")}
      """
    end

    result
  end

  defp no_capture!(fun, name) do
    if Cnx.Trace.captures?(fun) do
      raise ArgumentError,
            "the function given to #{name} uses a tensor of the definition around it, whose value it " <>
              "cannot see: give it to #{name} together with the others"
    end
  end
end
