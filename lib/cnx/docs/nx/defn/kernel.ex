# Cnx.Docs.Nx.Defn.Kernel - what h says about Nx.Defn.Kernel.
defmodule Cnx.Docs.Nx.Defn.Kernel do
  def text,
    do: ~S"""
    What defn has in place of Kernel.

    - +value: The tensor itself.
    - -value: The negative.
    - left + right: The sum, element by element.
    - left - right: The difference, element by element.
    - left * right: The product, element by element.
    - left / right: The quotient, element by element.
    - left ** right: The power, element by element.
    - div(left, right): The quotient of integers, rounded towards zero.
    - rem(left, right): The remainder.
    - max(left, right): The larger of each pair.
    - min(left, right): The smaller of each pair.
    - left == right: 1 where that holds, else 0.
    - left != right: 1 where that holds, else 0.
    - left < right: 1 where that holds, else 0.
    - left > right: 1 where that holds, else 0.
    - left <= right: 1 where that holds, else 0.
    - left >= right: 1 where that holds, else 0.
    - left and right: 1 where both are not zero.
    - left or right: 1 where either is not zero.
    - not value: 1 where it is zero.
    - left &&& right: The bits that both have.
    - left ||| right: The bits that either has.
    - left ^^^ right: The bits that one has.
    - left <<< right: Shifted to the left.
    - left >>> right: Shifted to the right.
    - ~~~value: Every bit turned over.
    - ..: All of an axis.
    - first..last: A range, for slices and loops.
    - first..last//step: The same in steps.
    - left <> right: Both texts in one.
    - left |> right: The call with left as its first argument.
    - macro if(condition, clauses): A branch of the definition; traced as cond unless the condition is known.
    - macro while(initial, condition_or_generator, block): A loop: while the condition holds, or over a tensor or range.
    - macro while(initial, generator, options, block): The same with `unroll:`.
    - elem(tuple, index): One of a tuple.
    - tap(value, function): Calls the function; gives the value.
    - then(value, function): What the function makes of the value.
    - keyword!(keyword, values): Options checked against names and defaults.
    - assert_keys(map, keys): The map, or raises when a key is missing.
    - inspect(value, options \\ []): Its text, while tracing.
    - raise(message): Raises while tracing.
    - raise(exception, options): The same with an exception.
    - print_expr(container, opts \\ []): Prints the expression while tracing; gives it back.
    - print_value(container): Prints the value when the definition runs; gives it back.
    - print_value(container, function_or_options): The same of what the function makes of it.
    - print_value(container, function, options): The same with options of inspect.
    - io_call(container, name_or_function): Calls the function with the value when the definition runs; gives the value back.
    - io_call(container, name, function): The same; `hooks:` may put another function in its place.
    - hook(container, name_or_function): As io_call, deprecated.
    - hook(container, name, function): As io_call, deprecated.
    - create_token(): A token without hooks, deprecated: `hook` needs none.
    - hook_token(token, container, name_or_function): The token with a hook for the container, and the container.
    - hook_token(token, container, name, function): The same; `hooks:` may put another function in its place.
    - attach_token(token, container): The container, behind the hooks of the token.
    - stop_grad(container): No gradient flows through it.
    - custom_grad(expr, inputs, function): function(g) gives the gradients of the inputs; g has the form of
      expr, which may be a container.
    - grad(function): A function that gives the gradient.
    - grad(vars, function): The gradient at vars.
    - value_and_grad(function): A function that gives both.
    - value_and_grad(vars, function): The value and the gradient.
    - value_and_grad(vars, function, transform): The same; the transform chooses what is differentiated.
    """
end
