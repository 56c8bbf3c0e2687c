# Cnx.Docs.Agent - what h says about Agent.
defmodule Cnx.Docs.Agent do
  def text,
    do: ~S"""
    A state under a pid or a name. Functions on it run at once, as a process of their own.

    - start(function, options \\ []): An agent whose state is what the function gives; `name:` names it. {:ok, pid}.
    - start(module, function, args, options \\ []): The same with what module.function gives.
    - start_link(function, options \\ []): As start; what raises, raises here.
    - start_link(module, function, args, options \\ []): The same with what module.function gives.
    - get(agent, function, timeout \\ 5000): What the function makes of the state.
    - get(agent, module, function, args, timeout \\ 5000): The same with module.function(state, ...).
    - update(agent, function, timeout \\ 5000): The state becomes what the function makes of it.
    - update(agent, module, function, args, timeout \\ 5000): The same with module.function(state, ...).
    - get_and_update(agent, function, timeout \\ 5000): The function gives {reply, state}.
    - get_and_update(agent, module, function, args, timeout \\ 5000): The same with module.function(state, ...).
    - cast(agent, function): As update, also when there is no such agent.
    - cast(agent, module, function, args): The same with module.function(state, ...).
    - stop(agent, reason \\ :normal, timeout \\ :infinity): Ends the agent.
    - whereis(agent): The pid of a name, or nil.
    - child_spec(argument): How a supervisor starts it.
    """
end
