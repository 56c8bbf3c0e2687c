# ExUnit.Assertions - claims in tests, with reports of what was there when one does not hold.
defmodule ExUnit.Assertions do
  @operators [:==, :<, :>, :<=, :>=, :===, :=~, :!==, :!=, :in]
  @no_value :ex_unit_no_meaningful_value

  # --- assert and refute ---

  @doc "Asserts that a match succeeds, or that a value is neither `nil` nor `false`."
  defmacro assert({:=, meta, [left, right]} = assertion),
    do: match_assertion(assertion, left, right, meta, __CALLER__)

  defmacro assert({:match?, meta, [left, right]} = assertion) do
    code = code(:assert, assertion)

    quote do
      right = unquote(right)

      if unquote({:match?, meta, [left, Macro.var(:right, __MODULE__)]}) do
        true
      else
        raise ExUnit.AssertionError,
          left: unquote(Macro.escape(expand_pattern(left, __CALLER__))),
          right: right,
          expr: unquote(code),
          message: "match (match?) failed" <> unquote(__MODULE__).__pins__(unquote(pins(left))),
          context: {:match, unquote(pins(left))}
      end
    end
  end

  defmacro assert(assertion) do
    case operation(:assert, assertion) do
      nil -> truth_assertion(assertion, __CALLER__)
      quoted -> quoted
    end
  end

  defp truth_assertion(assertion, caller) do
    {args, value} = with_arguments(assertion, caller)

    quote do
      if value = unquote(value) do
        value
      else
        raise ExUnit.AssertionError,
          args: unquote(args),
          expr: unquote(code(:assert, assertion)),
          message: "Expected truthy, got #{inspect(value)}"
      end
    end
  end

  @doc "Asserts that a value is `nil` or `false`."
  defmacro refute({:match?, meta, [left, right]} = assertion) do
    code = code(:refute, assertion)

    quote do
      right = unquote(right)

      if unquote({:match?, meta, [left, Macro.var(:right, __MODULE__)]}) do
        raise ExUnit.AssertionError,
          left: unquote(Macro.escape(expand_pattern(left, __CALLER__))),
          right: right,
          expr: unquote(code),
          message:
            "match (match?) succeeded, but should have failed" <>
              unquote(__MODULE__).__pins__(unquote(pins(left))),
          context: {:match, unquote(pins(left))}
      else
        false
      end
    end
  end

  defmacro refute(assertion) do
    case operation(:refute, assertion) do
      nil ->
        {args, value} = with_arguments(assertion, __CALLER__)

        quote do
          if value = unquote(value) do
            raise ExUnit.AssertionError,
              args: unquote(args),
              expr: unquote(code(:refute, assertion)),
              message: "Expected false or nil, got #{inspect(value)}"
          else
            value
          end
        end

      quoted ->
        {:!, [], [quoted]}
    end
  end

  @doc "Asserts a value, with the text or the fields of the error when it does not hold."
  def assert(value, message) when is_binary(message), do: assert(value, message: message)

  def assert(value, fields) when is_list(fields),
    do: value || raise(ExUnit.AssertionError, fields)

  @doc "The opposite of `assert/2`."
  def refute(value, message), do: not assert(!value, message)

  defp code(kind, assertion), do: Macro.escape({kind, [], [assertion]})

  # left = right: what the pattern binds is bound outside, too.
  defp match_assertion(assertion, left, right, meta, caller) do
    pattern = expand_pattern(left, caller)
    variables = variables(pattern)
    value = Macro.var(:received, __MODULE__)
    pins = pins(left)

    failed =
      quote do
        raise ExUnit.AssertionError,
          left: unquote(Macro.escape(pattern)),
          right: unquote(value),
          expr: unquote(code(:assert, assertion)),
          message: "match (=) failed" <> unquote(__MODULE__).__pins__(unquote(pins)),
          context: {:match, unquote(pins)}
      end

    clauses =
      quote do
        unquote({:=, meta, [pattern, value]}) -> {unquote(value), unquote(variables)}
        unquote(value) -> unquote(failed)
      end

    quote do
      {received, unquote(variables)} = unquote({:case, meta, [right, [do: clauses]]})
      received
    end
  end

  # left == right and the like; nil for other expressions.
  defp operation(kind, {operator, meta, [left, right]} = expression)
       when operator in @operators do
    call = {operator, meta, [Macro.var(:left, __MODULE__), Macro.var(:right, __MODULE__)]}
    holds = if kind == :assert, do: call, else: {:not, meta, [call]}
    title = if kind == :assert, do: "Assertion", else: "Refute"
    equality? = {operator, kind} in [!=: :assert, !==: :assert, ==: :refute, ===: :refute]

    quote do
      left = unquote(left)
      right = unquote(right)

      ExUnit.Assertions.__compare__(
        unquote(holds),
        left,
        right,
        unquote(code(kind, expression)),
        unquote("#{title} with #{operator} failed"),
        unquote(operator),
        unquote(equality?)
      )
    end
  end

  defp operation(_kind, _expression), do: nil

  @doc false
  def __compare__(holds, left, right, code, message, operator, equality?) do
    cond do
      holds ->
        true

      equality? and left === right ->
        raise ExUnit.AssertionError,
          left: left,
          expr: code,
          message: message <> ", both sides are exactly equal"

      true ->
        raise ExUnit.AssertionError,
          left: left,
          right: right,
          expr: code,
          message: message,
          context: operator
    end
  end

  # The arguments of a call are computed first, so that a report can show them.
  defp with_arguments({name, meta, [_ | _] = args} = call, caller) do
    plain? =
      is_atom(name) and
        (Macro.special_form?(name, length(args)) or Macro.operator?(name, length(args)))

    if plain? or Enum.all?(args, &Macro.quoted_literal?/1) or
         Macro.expand_once(call, caller) != call or
         macro?(name, length(args)) or Enum.any?(args, &shape?/1) do
      {@no_value, call}
    else
      variables = for i <- 1..length(args), do: Macro.var(:"arg#{i}", __MODULE__)

      value =
        quote do
          {unquote_splicing(variables)} = {unquote_splicing(args)}
          unquote({name, meta, variables})
        end

      {variables, value}
    end
  end

  defp with_arguments(other, _caller), do: {@no_value, other}

  # What is compiled as part of its call: captures, functions, blocks.
  defp shape?([{:do, _} | _]), do: true
  defp shape?(_), do: false

  defp macro?(name, arity),
    do:
      {name, arity} in [
        if: 2,
        unless: 2,
        raise: 1,
        raise: 2,
        binding: 0,
        is_struct: 2,
        then: 2,
        tap: 2,
        match?: 2
      ]

  # --- patterns ---

  defp expand_pattern({:when, meta, [pattern, guard]}, caller),
    do: {:when, meta, [expand_pattern(pattern, caller), guard]}

  defp expand_pattern(pattern, caller) do
    Macro.prewalk(pattern, fn
      {:^, _, _} = pin ->
        pin

      {:__aliases__, _, _} = name ->
        Macro.expand(name, caller)

      {name, _, args} = call when is_atom(name) and is_list(args) ->
        expand_call(call, name, args, caller)

      other ->
        other
    end)
  end

  defp expand_call(call, name, args, caller) do
    if Macro.special_form?(name, length(args)) or Macro.operator?(name, length(args)),
      do: call,
      else: Macro.expand(call, caller)
  end

  @doc false
  def __pattern_variables__(pattern), do: variables(pattern)

  # The variables that a pattern binds, each once.
  defp variables({:when, _, parts}), do: variables(hd(parts))

  defp variables(pattern),
    do:
      pattern
      |> collect([])
      |> Enum.reverse()
      |> Enum.uniq_by(fn {name, meta, context} -> {name, meta[:counter], context} end)

  defp collect({:^, _, _}, found), do: found
  defp collect({:"::", _, [left, _type]}, found), do: collect(left, found)
  defp collect({:_, _, context}, found) when is_atom(context), do: found

  defp collect({name, _, context}, found)
       when name in [:__MODULE__, :__ENV__, :__DIR__] and is_atom(context),
       do: found

  defp collect({name, _, context} = variable, found) when is_atom(name) and is_atom(context),
    do: [variable | found]

  defp collect({:@, _, _}, found), do: found

  defp collect({name, _, args}, found) when is_atom(name) and is_list(args),
    do: collect(args, found)

  defp collect({form, _, args}, found) when is_list(args), do: collect(args, collect(form, found))
  defp collect({left, right}, found), do: collect(right, collect(left, found))
  defp collect([head | tail], found), do: collect(tail, collect(head, found))
  defp collect(_, found), do: found

  # [name: variable] of the pinned variables of a pattern, the last one first.
  defp pins(pattern) do
    {_, found} =
      Macro.prewalk(pattern, [], fn
        {:^, _, [{name, _, context} = variable]} = pin, found
        when is_atom(name) and is_atom(context) ->
          {pin, [{name, variable} | found]}

        other, found ->
          {other, found}
      end)

    Enum.uniq_by(found, &elem(&1, 0))
  end

  @doc false
  def __pins__([]), do: ""

  def __pins__(pins) do
    "\nThe following variables were pinned:\n" <>
      Enum.map_join(pins, "\n", fn {name, value} -> "  #{name} = #{inspect(value)}" end)
  end

  # --- exceptions ---

  @doc "Asserts that the function raises an exception with this message, or one that matches it."
  def assert_raise(exception, message, function) when is_function(function) do
    error = assert_raise(exception, function)
    actual = Exception.message(error)

    matches? =
      cond do
        is_binary(message) -> actual == message
        is_struct(message, Regex) -> actual =~ message
      end

    if not matches? do
      raise ExUnit.AssertionError,
        message:
          "Wrong message for #{inspect(exception)}\nexpected:\n  #{inspect(message)}\nactual:\n  #{inspect(actual)}"
    end

    error
  end

  @doc "Asserts that the function raises this exception, which it gives."
  def assert_raise(exception, function) when is_function(function) do
    raised =
      try do
        function.()
        :nothing
      rescue
        error -> {error, __STACKTRACE__}
      end

    case raised do
      :nothing ->
        flunk("Expected exception #{inspect(exception)} but nothing was raised")

      {%{__struct__: ^exception} = error, _stack} ->
        error

      {%{__struct__: ExUnit.AssertionError} = error, stack} ->
        reraise error, stack

      {%{__struct__: name} = error, stack} ->
        message =
          "Expected exception #{inspect(exception)} but got #{inspect(name)} (#{Exception.message(error)})"

        reraise ExUnit.AssertionError, [message: message], stack
    end
  end

  @doc "Asserts that the expression throws, and gives what."
  defmacro catch_throw(expression), do: catching(:throw, expression)
  @doc "Asserts that the expression exits, and gives the reason."
  defmacro catch_exit(expression), do: catching(:exit, expression)
  @doc "Asserts that the expression raises, and gives the reason."
  defmacro catch_error(expression), do: catching(:error, expression)

  defp catching(kind, expression) do
    quote do
      try do
        _ = unquote(expression)
        :ex_unit_nothing
      catch
        unquote(kind), caught -> {:ex_unit_caught, caught}
      end
      |> ExUnit.Assertions.__caught__(unquote(kind))
    end
  end

  @doc false
  def __caught__({:ex_unit_caught, %ExUnit.AssertionError{} = error}, :error), do: raise(error)
  def __caught__({:ex_unit_caught, value}, _kind), do: value
  def __caught__(:ex_unit_nothing, kind), do: flunk("Expected to catch #{kind}, got nothing")

  # --- numbers ---

  @doc "Asserts that two numbers differ by `delta` at most."
  def assert_in_delta(value1, value2, delta, message \\ nil)

  def assert_in_delta(_, _, delta, _) when delta < 0,
    do: raise(ArgumentError, "delta must always be a positive number, got: #{inspect(delta)}")

  def assert_in_delta(value1, value2, delta, message) do
    difference = abs(value1 - value2)

    message =
      message ||
        "Expected the difference between #{inspect(value1)} and #{inspect(value2)} " <>
          "(#{inspect(difference)}) to be less than or equal to #{inspect(delta)}"

    assert difference <= delta, message
  end

  @doc "Asserts that two numbers differ by more than `delta`."
  def refute_in_delta(value1, value2, delta, message \\ nil) do
    difference = abs(value1 - value2)

    message =
      if message do
        message <>
          " (difference between #{inspect(value1)} and #{inspect(value2)} is less than #{inspect(delta)})"
      else
        "Expected the difference between #{inspect(value1)} and #{inspect(value2)} " <>
          "(#{inspect(difference)}) to be more than #{inspect(delta)}"
      end

    refute difference < delta, message
  end

  @doc "Fails with a message."
  def flunk(message \\ "Flunked!")
  def flunk(message) when is_binary(message), do: assert(false, message: message)

  # --- messages ---

  @doc "Asserts that a message that matches arrives within the timeout in milliseconds."
  defmacro assert_receive(pattern, timeout \\ nil, message \\ nil),
    do: receiving(:assert_receive, pattern, timeout || :default, message, __CALLER__)

  @doc "Asserts that a message that matches is waiting."
  defmacro assert_received(pattern, message \\ nil),
    do: receiving(:assert_received, pattern, 0, message, __CALLER__)

  defp receiving(kind, written, timeout, message, caller) do
    pattern = expand_pattern(written, caller)
    variables = variables(pattern)
    pins = pins(written)
    received = Macro.var(:received, __MODULE__)

    head =
      case pattern do
        {:when, meta, [pattern, guard]} -> {:when, meta, [{:=, [], [pattern, received]}, guard]}
        pattern -> {:=, [], [pattern, received]}
      end

    clauses = quote(do: (unquote(head) -> {unquote(received), unquote(variables)}))
    waiting = Macro.var(:timeout, __MODULE__)

    late =
      quote do
        unquote(waiting) ->
          ExUnit.Assertions.__not_received__(
            unquote(Macro.escape(written)),
            unquote(waiting),
            unquote(message),
            unquote(pins),
            unquote(code(kind, written))
          )
      end

    quote do
      timeout = ExUnit.Assertions.__timeout__(unquote(timeout), :assert_receive_timeout)
      {received, unquote(variables)} = unquote({:receive, [], [[do: clauses, after: late]]})
      received
    end
  end

  @doc false
  def __timeout__(:default, key), do: ExUnit.configuration()[key] || 100
  def __timeout__(timeout, _key) when is_integer(timeout) and timeout >= 0, do: timeout

  def __timeout__(timeout, _key),
    do: raise(ArgumentError, "timeout must be a non-negative integer, got: #{inspect(timeout)}")

  @most_messages 10

  @doc false
  def __not_received__(_pattern, _timeout, message, _pins, _code) when is_binary(message),
    do: flunk(message)

  def __not_received__(pattern, timeout, _message, pins, code) do
    messages = Cnx.Mailbox.messages()
    shown = Enum.take(messages, -@most_messages)

    box =
      if messages == [],
        do: "The process mailbox is empty.",
        else:
          "Showing #{length(shown)} of #{length(messages)} #{if length(messages) == 1, do: "message", else: "messages"} in the mailbox"

    raise ExUnit.AssertionError,
      left: pattern,
      expr: code,
      message:
        "Assertion failed, no matching message after #{timeout}ms" <>
          __pins__(pins) <> "\n" <> box,
      context: {:mailbox, pins, shown}
  end

  @doc "Asserts that no message that matches arrives within the timeout in milliseconds."
  defmacro refute_receive(pattern, timeout \\ nil, message \\ nil),
    do: refusing(pattern, timeout || :default, message)

  @doc "Asserts that no message that matches is waiting."
  defmacro refute_received(pattern, message \\ nil), do: refusing(pattern, 0, message)

  defp refusing(pattern, timeout, message) do
    actual = Macro.var(:actual, __MODULE__)
    text = Macro.to_string(pattern)

    head =
      case pattern do
        {:when, meta, [pattern, guard]} -> {:when, meta, [{:=, [], [pattern, actual]}, guard]}
        pattern -> {:=, [], [pattern, actual]}
      end

    failed =
      quote do
        ExUnit.Assertions.flunk(
          unquote(message) ||
            "Unexpectedly received message #{inspect(unquote(actual))} (which matched #{unquote(text)})"
        )
      end

    waiting = Macro.var(:timeout, __MODULE__)
    clauses = quote(do: (unquote(head) -> unquote(failed)))
    late = quote(do: (unquote(waiting) -> false))

    quote do
      timeout = ExUnit.Assertions.__timeout__(unquote(timeout), :refute_receive_timeout)
      unquote({:receive, [], [[do: clauses, after: late]]})
    end
  end
end
