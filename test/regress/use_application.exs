# `use Application` and `use Task`: a project that starts an application loads; nothing starts it.
defmodule Project.Application do
  use Application

  @impl true
  def start(_type, args), do: {:ok, args}
end

Project.Application.start(:normal, [1])             # => {:ok, [1]}
Project.Application.stop(:state)                    # => :ok
Project.Application.__info__(:attributes)[:behaviour]   # => [Application]

defmodule Once do
  use Task, restart: :transient

  def start_link(x), do: Task.start_link(fn -> send(x, :ran) end)
end

Once.child_spec(1)   # => %{id: Once, start: {Once, :start_link, [1]}, restart: :transient}
