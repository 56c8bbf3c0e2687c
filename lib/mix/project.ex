# Mix.Project - the project that a mix.exs file describes.
defmodule Mix.Project do
  defmacro __using__(_options) do
    quote do
      Mix.Project.__push__(__MODULE__)
    end
  end

  def __push__(module), do: :persistent_term.put(:mix_projects, [module | projects()])

  defp projects, do: :persistent_term.get(:mix_projects, [])

  @doc false
  def __pop__ do
    [module | rest] = projects()
    :persistent_term.put(:mix_projects, rest)
    module
  end

  @doc "The module of the current project, or nil."
  def get, do: List.first(projects())

  @doc "What its project/0 says, with the usual values for what is missing."
  def config do
    config = if module = get(), do: module.project(), else: []

    Keyword.merge(
      [
        config_path: "config/config.exs",
        deps: [],
        deps_path: "deps",
        elixirc_paths: ["lib"],
        test_paths: ["test"],
        test_pattern: "*_test.exs"
      ],
      config
    )
  end
end
