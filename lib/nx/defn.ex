# Nx.Defn - running, compiling and differentiating numerical definitions.
#
# A definition is traced once for each template of its arguments: it runs with expressions in place
# of tensors, which record a graph. The graph is compiled and kept, unless making it had effects that
# anyone sees; calls with the same template run it. Functions and lists are no tensors: they belong to the template.
defmodule Nx.Defn do
  alias Cnx.{Container, Tracing}
  alias Nx.Defn.{Composite, Expr, Recompilation, TemplateDiff}

  # What every `defn` does: part of the surrounding trace if there is one, else compiled and run.
  def __run__(module, name, args) do
    case Cnx.Jit.call(module, name, args) do
      nil ->
        if Cnx.Trace.active?(),
          do: apply(module, name, args),
          else: run(Function.capture(module, name, length(args)), args, [], {module, name})

      result ->
        result
    end
  end

  def jit(fun, opts \\ []) when is_function(fun) and is_list(opts) do
    check_options(opts)
    arity = Cnx.Function.arity(fun)
    Cnx.Function.of_args(arity, fn args -> jit_apply(fun, args, opts) end)
  end

  def jit_apply(fun, args, opts \\ [])
      when is_function(fun) and is_list(args) and is_list(opts) do
    check_options(opts)

    cond do
      not Cnx.Trace.active?() -> run(fun, args, opts)
      opts[:on_conflict] == :reuse -> apply(fun, args)
      opts[:on_conflict] == :force -> apart(fn -> run(fun, args, opts) end, args)
      true -> raise "cannot invoke JITed function when there is a JIT compilation happening"
    end
  end

  defp check_options(opts) do
    unless Keyword.get(opts, :on_conflict, :raise) in [:raise, :force, :reuse] do
      raise ArgumentError,
            "expected :on_conflict to be one of :raise, :force, :reuse, got: #{inspect(opts[:on_conflict])}"
    end
  end

  # Runs with no trace going on; tensors of one cannot be used then.
  defp apart(fun, args) do
    args
    |> Enum.flat_map(&elem(Container.flatten_argument(&1), 1))
    |> Enum.each(&forbid_expression/1)

    held = hold([])

    try do
      fun.()
    after
      Enum.each(held, &Cnx.Trace.resume/1)
    end
  end

  defp hold(held), do: if(Cnx.Trace.active?(), do: hold([Cnx.Trace.suspend() | held]), else: held)

  defp forbid_expression(tensor) do
    if Cnx.Expr.traced?(tensor) do
      raise ArgumentError,
            "cannot pass a tensor expression as argument to defn when on_conflict is :force, got: " <>
              inspect(tensor)
    end
  end

  # A function for arguments that fit the templates; functions and lists among the templates are
  # part of what is compiled.
  def compile(fun, templates, opts \\ [])
      when is_function(fun) and is_list(templates) and is_list(opts) do
    flat = Enum.map(templates, &Tracing.flat/1)
    entry = entry(fun, templates, flat, opts)
    count = Enum.count(flat, fn {template, _} -> not static?(template) end)

    Cnx.Function.of_args(count, fn args ->
      if Cnx.Trace.active?() do
        raise "cannot invoke compiled function when there is a JIT compilation happening"
      end

      expected =
        for {{template, _} = flat, given} <- Enum.zip(flat, templates),
            not static?(template),
            do: {flat, given}

      given = Enum.map(args, &Tracing.flat/1)
      fit!(expected, Enum.zip(args, given))
      execute(entry, Enum.flat_map(given, fn {_, tensors} -> tensors end))
    end)
  end

  defp static?({:static, _}), do: true
  defp static?(_), do: false

  # The tensors of all arguments are held to those of all templates, one after the other; then their
  # number, then the form of each argument.
  defp fit!(expected, given) do
    templates = for {{_, template}, _} <- Enum.zip(expected, given), do: template
    likes = for {{{_, like}, _}, _} <- Enum.zip(expected, given), t <- like, do: Container.like(t)

    tensors =
      for {{arg, {_, tensors}}, at} <- Enum.with_index(given),
          t <- tensors,
          do: {Container.like(t), arg, at}

    for {{tensor, arg, at}, like} <- Enum.zip(tensors, likes),
        not Nx.compatible?(tensor, like),
        do: misfit!(at, templates, arg)

    if length(tensors) != length(likes) do
      raise ArgumentError, """
      cannot invoke compiled function because the given arguments do not match compiled arguments

      Compiled with:

      #{inspect(templates)}

      Got:

      #{inspect(Enum.map(given, fn {arg, _} -> arg end))}
      """
    end

    for {{{{form, _}, _}, {arg, {own, _}}}, at} <- Enum.with_index(Enum.zip(expected, given)),
        Container.shape(own) != Container.shape(form),
        do: misfit!(at, templates, arg)

    for {{tensor, _, at}, like} <- Enum.zip(tensors, likes),
        tensor.donatable? != like.donatable? do
      raise ArgumentError,
            "argument at position #{at + 1} is not compatible with compiled function template: " <>
              "compiled with donatable?: #{like.donatable?} but got #{tensor.donatable?}"
    end
  end

  defp misfit!(at, templates, arg) do
    raise ArgumentError, """
    argument at position #{at + 1} is not compatible with compiled function template.

    #{TemplateDiff.build_and_inspect(Enum.at(templates, at), arg, "Expected", "Argument")}
    """
  end

  # A definition's name is given where the next call like this one is to find the program at once.
  defp run(fun, args, opts, called \\ nil) do
    flat = Enum.map(args, &Tracing.flat/1)
    tensors = Enum.flat_map(flat, &elem(&1, 1))
    opts = donated(Keyword.merge(default_options(), opts), tensors)
    key = {fun, Enum.map(flat, &elem(&1, 0)), opts}

    case {opts[:compiler], Cnx.Jit.get(key)} do
      {_, entry} when entry != nil -> execute(remembered(entry, called, args), tensors)
      {nil, nil} -> execute(compiled(key, fun, flat, opts), tensors)
      {compiler, nil} -> run_by(compiler, fun, flat, tensors, opts, key)
    end
  end

  defp remembered(entry, nil, _args), do: entry

  defp remembered(entry, {module, name}, args),
    do: Cnx.Jit.remember(module, name, args, entry)

  # A trace that wrote, sent or drew a random number would do so again: it is kept only by the compiler
  # that users know to do each of these once.
  defp compiled(key, fun, flat, opts) do
    effects = Cnx.Trace.effects()
    entry = build(fun, flat, opts)

    if opts[:compiler] == EXLA or Cnx.Trace.effects() == effects do
      Recompilation.note(fun, elem(key, 1))
      Cnx.Jit.put(key, entry)
    else
      entry
    end
  end

  # A module with __jit__/5 is called each time and keeps what it likes; others are known by name.
  defp run_by(compiler, fun, flat, tensors, opts, key) do
    if Nx.Defn.Compiler.module?(compiler),
      do: Nx.Defn.Compiler.jit(compiler, fun, flat, tensors, opts),
      else: execute(compiled(key, fun, flat, opts), tensors)
  end

  # With EXLA donated arguments belong to what is compiled: their memory becomes the results'.
  defp donated(opts, tensors) do
    if opts[:compiler] == EXLA and Enum.any?(tensors, &Cnx.Tensor.donatable?/1),
      do: Keyword.put(opts, :donated, Enum.map(tensors, &Cnx.Tensor.donatable?/1)),
      else: opts
  end

  defp entry(fun, _templates, flat, opts) do
    opts = donated(Keyword.merge(default_options(), opts), Enum.flat_map(flat, &elem(&1, 1)))

    compiler = opts[:compiler]
    Nx.Defn.Compiler.check!(compiler, :__compile__, 4)

    if Nx.Defn.Compiler.module?(compiler),
      do: {:by, Nx.Defn.Compiler.compile(compiler, fun, flat, opts)},
      else: build(fun, flat, opts)
  end

  defp build(fun, flat, opts) do
    {{graph, result}, taken} =
      Cnx.Gradients.collect(fn -> Tracing.trace_flat(fun, flat, opts) end)

    entry = {Cnx.Program.build(graph, __compiler__(opts), opts[:donated], nil), result}

    if taken == nil do
      entry
    else
      {:by,
       fn tensors ->
         Cnx.Gradients.check(taken, Enum.map(tensors, &Container.loaded/1))
         execute(entry, tensors)
       end}
    end
  end

  # The compiler's module, with a target when options of EXLA name one.
  def __compiler__(opts) do
    if opts[:compiler] == EXLA, do: EXLA.Client.compiler(opts), else: opts[:compiler]
  end

  # Whether a call with these options would find its program.
  def __cached__(fun, args, opts) do
    flat = Enum.map(args, &Container.flatten_argument/1)
    opts = donated(Keyword.merge(default_options(), opts), Enum.flat_map(flat, &elem(&1, 1)))
    Cnx.Jit.get({fun, Enum.map(flat, &elem(&1, 0)), opts}) != nil
  end

  defp execute({:by, compiled}, tensors), do: compiled.(tensors)

  defp execute({program, template}, tensors) do
    inputs = Tracing.inputs(program, tensors)
    {result, []} = Container.rebuild(template, Cnx.Program.run(program, inputs))
    result
  end

  # --- expressions ---

  # A function that gives the expression that `fun` traces to.
  def debug_expr(fun, opts \\ []) when is_function(fun) and is_list(opts) do
    arity = Cnx.Function.arity(fun)
    Cnx.Function.of_args(arity, fn args -> debug_expr_apply(fun, args, opts) end)
  end

  def debug_expr_apply(fun, args, opts \\ [])
      when is_function(fun) and is_list(args) and is_list(opts) do
    flat = Enum.map(args, &Tracing.flat/1)

    Tracing.traced(opts, fn ->
      result = apply(fun, Tracing.parameters(flat)) |> Composite.traverse(&Expr.tensor/1)
      Cnx.Trace.suspend()
      result
    end)
  end

  # --- differentiation ---

  def grad(fun) when is_function(fun, 1), do: fn x -> grad(x, fun) end

  def grad(var_or_vars, fun) when is_function(fun, 1) do
    {_value, gradient} = value_and_grad(var_or_vars, fun)
    gradient
  end

  def value_and_grad(fun) when is_function(fun, 1), do: fn x -> value_and_grad(x, fun) end

  def value_and_grad(var_or_vars, fun, transform \\ &Function.identity/1),
    do: Cnx.AD.differentiate(var_or_vars, fun, transform, [])

  # --- several devices ---

  def shard_jit(fun, mesh, opts \\ []) when is_function(fun) and is_struct(mesh, Nx.Mesh) do
    arity = Cnx.Function.arity(fun)

    Cnx.Function.of_args(1, fn [shards] ->
      shard_jit_apply(fun, mesh, shards, [{:arity, arity} | opts])
    end)
  end

  def shard_jit_apply(fun, mesh, shards, opts \\ []) when is_function(fun) and is_list(shards) do
    opts = Keyword.merge(default_options(), Keyword.delete(opts, :arity))
    compiler = opts[:compiler] || Nx.Defn.Evaluator

    cond do
      compiler == EXLA ->
        EXLA.Sharding.run(fun, mesh, shards, opts)

      function_exported?(compiler, :__shard_jit__, 6) ->
        flat = Enum.map(hd(shards), &Container.flatten_argument/1)
        Nx.Defn.Compiler.shard_jit(compiler, fun, mesh, flat, shards, opts)

      true ->
        raise ArgumentError,
              "#{inspect(compiler)} cannot run on the mesh #{inspect(mesh.name)}: it has one device"
    end
  end

  # --- options ---

  # The backend on which the compiler of these options leaves its results.
  def to_backend(opts) when is_list(opts) do
    opts = Keyword.merge(default_options(), opts)
    compiler = opts[:compiler]
    Nx.Defn.Compiler.check!(compiler, :__to_backend__, 1)

    if function_exported?(compiler, :__to_backend__, 1),
      do: compiler.__to_backend__(Keyword.delete(opts, :compiler)),
      else: {Nx.BinaryBackend, []}
  end

  def default_options(), do: Process.get({Nx.Defn, :options}, [])

  def default_options(opts) when is_list(opts) do
    old = default_options()
    Process.put({Nx.Defn, :options}, opts)
    old
  end

  def global_default_options(opts) when is_list(opts), do: default_options(opts)
end
