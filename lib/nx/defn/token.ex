# Nx.Defn.Token - hooks that run where the token is attached to what a definition goes on with.
#
# Nx deprecated tokens in favour of Nx.Defn.Kernel.hook, libraries have them still. The hooks that there
# is a function for are calls in the graph, each behind the one before: `mark` is a number that depends on
# the last, and what is attached to the token depends on the mark.
defmodule Nx.Defn.Token do
  alias Cnx.Container

  defstruct hooks: [], mark: nil

  def new(), do: %__MODULE__{}

  # The token with another hook.
  def add_hook(token, container, name, fun), do: elem(hook(token, container, name, fun), 0)

  # The token with another hook, and the container.
  def hook(%__MODULE__{} = token, container, name, fun)
      when is_atom(name) and (is_function(fun, 1) or fun == nil) do
    hook = %{expr: container, name: name, callback: fun}
    fun = Nx.Defn.Host.hook_of(name, fun)
    {mark(%{token | hooks: [hook | token.hooks]}, container, fun), container}
  end

  defp mark(token, _container, nil), do: token

  defp mark(token, container, fun) do
    if Cnx.Trace.active?() do
      {template, tensors} = Container.flatten_result(container)

      seen = fn [_mark | tensors] ->
        {value, []} = Container.rebuild(template, tensors)
        fun.(value)
        []
      end

      mark = token.mark || Nx.Defn.Expr.tensor(Nx.tensor(0, type: {:u, 8}))
      [mark | _] = Cnx.Trace.call([mark | tensors], seen, nil)
      %{token | mark: mark}
    else
      fun.(container)
      token
    end
  end

  # The container, behind all hooks of the token.
  def attach(%__MODULE__{mark: nil}, container), do: container

  def attach(%__MODULE__{mark: mark}, container) do
    {template, tensors} = Container.flatten_result(container)
    [_mark | tensors] = Cnx.Trace.call([mark | tensors], fn _ -> [] end, nil)
    {result, []} = Container.rebuild(template, tensors)
    result
  end

  defimpl Inspect do
    import Inspect.Algebra

    def inspect(%{hooks: hooks}, opts),
      do: concat(["#Nx.Defn.Token<", to_doc(Enum.map(hooks, & &1.name), opts), ">"])
  end
end
