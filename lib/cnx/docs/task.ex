# Cnx.Docs.Task - what h says about Task.
defmodule Cnx.Docs.Task do
  def text,
    do: ~S"""
    Functions that run as processes of their own: at once, one after the other, when they start.

    - async(function): Starts it; await gives its result.
    - async(module, function, args): The same with module.function.
    - await(task, timeout \\ 5000): The result of the task.
    - await_many(tasks, timeout \\ 5000): The results, in order.
    - async_stream(enumerable, function, options \\ []): {:ok, result} of each element, in order; a stream.
    - async_stream(enumerable, module, function, args, options \\ []): The same with module.function(element, ...).
    - yield(task, timeout \\ 5000): {:ok, result}, or nil when there is none.
    - yield_many(tasks, options \\ []): {task, {:ok, result}} of each.
    - shutdown(task, how \\ 5000): {:ok, result} of a task that is no longer wanted.
    - ignore(task): Forgets what the task gives.
    - completed(result): A task that has this result.
    - start(function): Runs it; nothing waits for the result.
    - start(module, function, args): The same with module.function.
    - start_link(function): As start.
    - start_link(module, function, args): As start.
    - child_spec(argument): How a supervisor starts it.
    """
end
