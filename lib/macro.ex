# Macro - working with quoted terms, and names as modules and files spell them.
defmodule Macro do
  # --- walking ---

  def prewalk(ast, fun), do: elem(prewalk(ast, nil, fn x, nil -> {fun.(x), nil} end), 0)
  def prewalk(ast, acc, fun), do: traverse(ast, acc, fun, fn x, acc -> {x, acc} end)

  def postwalk(ast, fun), do: elem(postwalk(ast, nil, fn x, nil -> {fun.(x), nil} end), 0)
  def postwalk(ast, acc, fun), do: traverse(ast, acc, fn x, acc -> {x, acc} end, fun)

  def traverse(ast, acc, pre, post) do
    {ast, acc} = pre.(ast, acc)
    {ast, acc} = inside(ast, acc, pre, post)
    post.(ast, acc)
  end

  defp inside({form, meta, args}, acc, pre, post) when is_atom(form) do
    {args, acc} = inside_args(args, acc, pre, post)
    {{form, meta, args}, acc}
  end

  defp inside({form, meta, args}, acc, pre, post) do
    {form, acc} = traverse(form, acc, pre, post)
    {args, acc} = inside_args(args, acc, pre, post)
    {{form, meta, args}, acc}
  end

  defp inside({left, right}, acc, pre, post) do
    {left, acc} = traverse(left, acc, pre, post)
    {right, acc} = traverse(right, acc, pre, post)
    {{left, right}, acc}
  end

  defp inside(list, acc, pre, post) when is_list(list), do: inside_args(list, acc, pre, post)
  defp inside(leaf, acc, _pre, _post), do: {leaf, acc}

  defp inside_args(args, acc, _pre, _post) when is_atom(args), do: {args, acc}

  defp inside_args(args, acc, pre, post),
    do: Enum.map_reduce(args, acc, &traverse(&1, &2, pre, post))

  def prewalker(ast),
    do: elem(prewalk(ast, [], fn x, acc -> {x, [x | acc]} end), 1) |> Enum.reverse()

  def postwalker(ast),
    do: elem(postwalk(ast, [], fn x, acc -> {x, [x | acc]} end), 1) |> Enum.reverse()

  def path(ast, fun), do: find_path(ast, [], fun)

  defp find_path(ast, path, fun) do
    path = [ast | path]
    if fun.(ast), do: path, else: Enum.find_value(children(ast), &find_path(&1, path, fun))
  end

  defp children({form, _, args}) when is_list(args) and is_atom(form), do: args
  defp children({form, _, args}) when is_list(args), do: [form | args]
  defp children({left, right}), do: [left, right]
  defp children(list) when is_list(list), do: list
  defp children(_), do: []

  # --- making ---

  def var(name, context) when is_atom(name) and is_atom(context), do: {name, [], context}

  def unique_var(name, context) when is_atom(name) and is_atom(context),
    do: {name, [counter: unique_counter()], context}

  defp unique_counter, do: Cnx.Macro.counter()

  def generate_arguments(count, context), do: generate_arguments(count, context, &var/2)

  def generate_unique_arguments(count, context),
    do: generate_arguments(count, context, &unique_var/2)

  defp generate_arguments(count, context, make)
       when is_integer(count) and count >= 0 and is_atom(context),
       do: for(i <- 1..count//1, do: make.(:"arg#{i}", context))

  def update_meta({form, meta, args}, fun), do: {form, fun.(meta), args}
  def update_meta(other, _fun), do: other

  # A term as the quoted term of what it is.
  def escape(term, options \\ [])

  def escape(term, options) do
    if Keyword.get(options, :unquote, false), do: escape_fragments(term), else: escape_term(term)
  end

  defp escape_term({left, right}), do: {escape_term(left), escape_term(right)}

  defp escape_term(tuple) when is_tuple(tuple),
    do: {:{}, [], Enum.map(Tuple.to_list(tuple), &escape_term/1)}

  defp escape_term(%{__struct__: Nx.Tensor} = tensor), do: tensor

  defp escape_term(map) when is_map(map),
    do: {:%{}, [], Enum.map(:maps.to_list(map), &escape_term/1)}

  defp escape_term([head | tail]) when not is_list(tail),
    do: [{:|, [], [escape_term(head), escape_term(tail)]}]

  defp escape_term([head | tail]), do: [escape_term(head) | escape_term(tail)]

  defp escape_term(term) when is_reference(term) do
    raise ArgumentError,
          "cannot escape #{inspect(term)}. The supported values are: lists, tuples, maps, atoms, " <>
            "numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity"
  end

  defp escape_term(term), do: term

  # Quoted code whose unquotes are evaluated where the escaped term is: not those of a quote inside.
  defp escape_fragments({:unquote, _, [expression]}), do: expression
  defp escape_fragments({:quote, _, args} = quoted) when is_list(args), do: escape_term(quoted)

  defp escape_fragments({{{:., meta, [left, :unquote]}, _, [name]}, _, args}) when is_list(args),
    do: escape_dot(meta, left, name, escape_fragments(args))

  defp escape_fragments({{:., meta, [left, :unquote]}, _, [name]}),
    do: escape_dot(meta, left, name, nil)

  defp escape_fragments({left, {:unquote_splicing, _, [_]} = right}),
    do: {:{}, [], [:{}, [], escape_fragments([left, right])]}

  defp escape_fragments({left, right}), do: {escape_fragments(left), escape_fragments(right)}

  defp escape_fragments(tuple) when is_tuple(tuple),
    do: {:{}, [], Enum.map(Tuple.to_list(tuple), &escape_fragments/1)}

  defp escape_fragments([_ | tail] = list) when is_list(tail) do
    case Enum.split_while(list, &(not match?({:unquote_splicing, _, [_]}, &1))) do
      {list, []} ->
        Enum.map(list, &escape_fragments/1)

      {before, [{_, _, [items]} | rest]} ->
        before = Enum.map(before, &escape_fragments/1)
        quote(do: unquote(before) ++ unquote(items) ++ unquote(escape_fragments(rest)))
    end
  end

  defp escape_fragments(other), do: escape_term(other)

  defp escape_dot(meta, left, name, args) do
    quote do
      Macro.__dot__(
        unquote(escape_term(meta)),
        unquote(escape_fragments(left)),
        unquote(name),
        unquote(args)
      )
    end
  end

  # `left.unquote(name)` at its place, with args nil, or followed by (args).
  def __dot__(meta, left, name, args) do
    case Cnx.Quote.dot(left, name, args) do
      {{:., _, operands}, no_parens, args} -> {{:., meta, operands}, no_parens ++ meta, args}
      {:__aliases__, _, parts} -> {:__aliases__, meta, parts}
    end
  end

  # --- expanding ---

  def expand_once(ast, env)

  def expand_once({:__MODULE__, _, context}, env) when is_atom(context), do: env.module
  def expand_once({:__ENV__, _, context}, env) when is_atom(context), do: escape(env)

  def expand_once({:__aliases__, _, [first | _]} = alias, _env) when is_atom(first) do
    case Cnx.Macro.expand_once(alias) do
      {:ok, module} -> module
      :error -> alias
    end
  end

  def expand_once({:__aliases__, meta, [first | rest]} = alias, env) do
    case expand(first, env) do
      module when is_atom(module) -> expand_once({:__aliases__, meta, [module | rest]}, env)
      _ -> alias
    end
  end

  def expand_once({_, _, args} = call, _env) when is_list(args) do
    case Cnx.Macro.expand_once(call) do
      {:ok, expanded} -> expanded
      :error -> Cnx.Code.Expansion.of(call)
    end
  end

  def expand_once(other, _env), do: other

  def expand(ast, env) do
    case expand_once(ast, env) do
      ^ast -> ast
      expanded -> expand(expanded, env)
    end
  end

  def expand_literals(ast, env), do: prewalk(ast, &expand_alias(&1, env))

  # Literals have no macros in them: what stays is for the function.
  def expand_literals(ast, acc, fun) do
    prewalk(ast, acc, fn
      {:__aliases__, _, _} = alias, acc -> fun.(alias, acc)
      other, acc -> {other, acc}
    end)
  end

  defp expand_alias({:__aliases__, _, _} = alias, env), do: expand(alias, env)
  defp expand_alias(other, _env), do: other

  def struct!(module, _env) when is_atom(module), do: module.__struct__()

  # --- taking apart ---

  def decompose_call({{:., _, [remote, function]}, _, args}) when is_atom(function),
    do: {remote, function, args}

  def decompose_call({:{}, _, args}) when is_list(args), do: :error
  def decompose_call({name, _, args}) when is_atom(name) and is_atom(args), do: {name, []}
  def decompose_call({name, _, args}) when is_atom(name) and is_list(args), do: {name, args}
  def decompose_call(_), do: :error

  def pipe(expression, {:fn, _, _}, _position) do
    raise ArgumentError,
          "cannot pipe #{to_string(expression)} into an anonymous function without calling the " <>
            "function; use Kernel.then/2 instead or define the anonymous function as a regular " <>
            "private function"
  end

  def pipe(expression, {:&, _, _} = other, _position), do: no_pipe(expression, other)

  # A variable is a call without arguments here.
  def pipe(expression, {call, meta, context}, position) when is_atom(context),
    do: pipe(expression, {call, meta, []}, position)

  def pipe(expression, {form, _, _} = other, _position)
      when form in [:%{}, :{}, :<<>>, :__aliases__],
      do: no_pipe(expression, other)

  def pipe(expression, {call, meta, args}, position) when is_list(args) do
    cond do
      not is_atom(call) -> :ok
      operator?(call, 1) -> no_operand(expression, {call, meta, args}, "one argument")
      operator?(call, 2) -> no_operand(expression, {call, meta, args}, "two arguments")
      true -> :ok
    end

    {call, meta, List.insert_at(args, position, expression)}
  end

  def pipe(expression, other, _position), do: no_pipe(expression, other)

  defp no_operand(expression, {operator, _, _} = call, most) do
    raise ArgumentError,
          "cannot pipe #{to_string(expression)} into #{to_string(call)}, the " <>
            "#{inspect(operator)} operator can only take #{most}"
  end

  defp no_pipe(expression, other) do
    raise ArgumentError,
          "cannot pipe #{to_string(expression)} into #{to_string(other)}, can only pipe into local " <>
            "calls foo(), remote calls Foo.bar() or anonymous function calls foo.()"
  end

  def unpipe({:|>, _, [left, right]}), do: unpipe(left) ++ [{right, 0}]
  def unpipe(other), do: [{other, 0}]

  def quoted_literal?({:__aliases__, _, args}), do: quoted_literal?(args)

  def quoted_literal?({:%, _, [left, right]}),
    do: quoted_literal?(left) and quoted_literal?(right)

  def quoted_literal?({form, _, args}) when form in [:{}, :%{}], do: quoted_literal?(args)
  def quoted_literal?({:-, _, [number]}) when is_number(number), do: true
  def quoted_literal?({left, right}), do: quoted_literal?(left) and quoted_literal?(right)
  def quoted_literal?(list) when is_list(list), do: Enum.all?(list, &quoted_literal?/1)
  def quoted_literal?(term), do: is_atom(term) or is_number(term) or is_binary(term)

  def validate({form, meta, args} = ast) when is_list(meta) do
    parts = if is_atom(form), do: [], else: [form]
    parts = if is_list(args), do: parts ++ args, else: parts
    if is_list(args) or is_atom(args), do: validate_all(parts), else: {:error, ast}
  end

  def validate({left, right}), do: validate_all([left, right])
  def validate(list) when is_list(list), do: validate_all(list)
  def validate(ast) when is_map(ast) or is_reference(ast) or is_tuple(ast), do: {:error, ast}
  def validate(_), do: :ok

  defp validate_all(parts) do
    Enum.find_value(parts, :ok, fn part ->
      case validate(part) do
        :ok -> nil
        error -> error
      end
    end)
  end

  def special_form?(name, arity) when is_atom(name) and is_integer(arity) do
    arities = %{
      __CALLER__: [0],
      __DIR__: [0],
      __ENV__: [0],
      __MODULE__: [0],
      __STACKTRACE__: [0],
      %: [2],
      &: [1],
      .: [2],
      =: [2],
      "::": [2],
      ^: [1],
      alias: [1, 2],
      case: [2],
      cond: [1],
      import: [1, 2],
      quote: [1, 2],
      receive: [1],
      require: [1, 2],
      super: [1],
      try: [1],
      unquote: [1],
      unquote_splicing: [1]
    }

    name in [:fn, :%{}, :{}, :<<>>, :__aliases__, :__block__, :for, :with] or
      arity in Map.get(arities, name, [])
  end

  def operator?(:.., 0), do: true

  def operator?(name, arity) when is_atom(name) and is_integer(arity),
    do: Cnx.Code.Text.operator?(name, arity)

  # --- dbg ---

  def dbg(code, options, env) do
    [entry] = Macro.Env.stacktrace(%{env | file: Path.relative_to_cwd(env.file)})
    header = "[#{Exception.format_stacktrace_entry(entry)}]"
    {steps, parts} = dbg_steps(code)

    quote do
      unquote_splicing(steps)
      Macro.__dbg__(unquote(header), unquote(parts), unquote(options))
    end
  end

  # Every part of a pipe is shown; the value of the last is dbg's.
  defp dbg_steps(code) do
    [{first, _} | calls] = unpipe(code)
    var = unique_var(:value, __MODULE__)

    {steps, parts, _} =
      Enum.reduce(calls, {[assign(var, first)], [{to_string(first), var}], var}, fn
        {call, position}, {steps, parts, before} ->
          var = unique_var(:value, __MODULE__)
          step = assign(var, pipe(before, call, position))
          {[step | steps], [{"|> " <> to_string(call), var} | parts], var}
      end)

    {Enum.reverse(steps), Enum.reverse(parts)}
  end

  defp assign(var, value), do: {:=, [], [var, value]}

  @doc false
  def __dbg__(header, parts, options) do
    colours = if IO.ANSI.enabled?(), do: IO.ANSI.syntax_colors(), else: []
    options = Keyword.merge([width: 80, pretty: true, syntax_colors: colours], options)
    lines = for {code, value} <- parts, do: [code, " #=> ", inspect(value, options), "\n"]
    IO.write([header, "\n", lines, "\n"])
    elem(List.last(parts), 1)
  end

  # --- text ---

  def to_string(ast), do: Cnx.Code.Text.of(ast)
  def to_string(ast, fun), do: fun.(ast, Cnx.Code.Text.of(ast))
  def inspect_atom(:literal, atom) when is_atom(atom), do: inspect(atom)

  def inspect_atom(:key, atom) when is_atom(atom) do
    case inspect([{atom, 0}]) do
      "[{" <> _ -> quoted(atom) <> ":"
      text -> binary_part(text, 1, byte_size(text) - 4)
    end
  end

  def inspect_atom(:remote_call, :..), do: quoted(:..)

  def inspect_atom(:remote_call, atom) when is_atom(atom) do
    case inspect(atom) do
      ":" <> text ->
        if classify_atom(atom) == :identifier or operator_name?(atom),
          do: text,
          else: quoted(atom)

      text ->
        if atom in [nil, true, false], do: text, else: quoted(atom)
    end
  end

  defp quoted(atom), do: inspect(Atom.to_string(atom))
  defp operator_name?(atom), do: operator?(atom, 1) or operator?(atom, 2)

  def classify_atom(atom) when is_atom(atom) do
    text = Atom.to_string(atom)

    cond do
      operator_name?(atom) -> :unquoted
      text == "Elixir" -> :alias
      text =~ ~r/^[\p{Ll}_][\p{L}\p{N}_]*[?!]?$/u -> :identifier
      String.starts_with?(text, "Elixir.") and inspect(atom) =~ ~r/^[A-Z]/ -> :alias
      String.starts_with?(inspect(atom), ":\"") -> :quoted
      true -> :unquoted
    end
  end

  # The text with its escapes read, as in a string.
  def unescape_string(string) when is_binary(string) do
    {:ok, text} = Code.string_to_quoted("\"" <> escape_quotes(string, "") <> "\"")
    text
  end

  defp escape_quotes("", acc), do: acc
  defp escape_quotes("\\", acc), do: acc <> "\\\\"

  defp escape_quotes("\\" <> <<char::utf8, rest::binary>>, acc),
    do: escape_quotes(rest, acc <> "\\" <> <<char::utf8>>)

  defp escape_quotes("\"" <> rest, acc), do: escape_quotes(rest, acc <> "\\\"")
  defp escape_quotes("\#{" <> rest, acc), do: escape_quotes(rest, acc <> "\\\#{")

  defp escape_quotes(<<char::utf8, rest::binary>>, acc),
    do: escape_quotes(rest, acc <> <<char::utf8>>)

  def camelize(string) when is_binary(string),
    do: string |> String.split("/") |> Enum.map_join(".", &camel(&1, true))

  # Bytes: names are ASCII. An underscore goes where a small letter or a digit follows.
  defp camel("", _start?), do: ""
  defp camel("_" <> rest, true), do: camel(rest, true)
  defp camel(<<char, rest::binary>>, true), do: <<upper(char)>> <> camel(rest, false)

  defp camel("_", false), do: ""
  defp camel("__" <> rest, false), do: camel("_" <> rest, false)

  defp camel(<<?_, char, rest::binary>>, false) when char in ?a..?z or char in ?0..?9,
    do: <<upper(char)>> <> camel(rest, false)

  defp camel(<<char, rest::binary>>, false), do: <<char>> <> camel(rest, false)

  defp upper(char), do: if(char in ?a..?z, do: char - 32, else: char)
  defp lower(char), do: if(char in ?A..?Z, do: char + 32, else: char)

  def underscore(atom) when is_atom(atom) do
    "Elixir." <> name = Atom.to_string(atom)
    underscore(name)
  end

  def underscore(string) when is_binary(string),
    do: string |> String.split(".") |> Enum.map_join("/", &words(&1, "", ""))

  # A capital starts a word after what is none, or before what is neither capital nor digit.
  defp words("", _before, acc), do: acc
  defp words(<<char, rest::binary>>, "", acc), do: words(rest, <<char>>, acc <> <<lower(char)>>)

  defp words(<<char, rest::binary>>, <<before>>, acc) when char in ?A..?Z do
    starts? = (before not in ?A..?Z and before != ?_) or small_first?(rest)
    words(rest, <<char>>, acc <> if(starts?, do: "_", else: "") <> <<lower(char)>>)
  end

  defp words(<<char, rest::binary>>, _before, acc), do: words(rest, <<char>>, acc <> <<char>>)

  defp small_first?(<<char, _::binary>>),
    do: char not in ?A..?Z and char not in ?0..?9 and char != ?_

  defp small_first?(""), do: false
end
