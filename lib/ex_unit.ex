# ExUnit - tests of programs: what starts and configures them.
defmodule ExUnit do
  @defaults %{
    assert_receive_timeout: 100,
    refute_receive_timeout: 100,
    autorun: true,
    capture_log: false,
    colors: [],
    exclude: [],
    include: [],
    max_cases: 1,
    max_failures: :infinity,
    only_test_ids: nil,
    seed: nil,
    slowest: 0,
    timeout: 60_000,
    trace: false
  }

  @doc "Prepares the tests of a program; they run when it ends unless `autorun: false` is given."
  def start(options \\ []) do
    configure(options)

    if configuration()[:autorun] and not :persistent_term.get(:ex_unit_started, false) do
      :persistent_term.put(:ex_unit_started, true)

      System.at_exit(fn
        0 -> if run().failures > 0, do: System.halt(2)
        _ -> :ok
      end)
    end

    :ok
  end

  @doc "Changes the configuration."
  def configure(options) do
    settings = Map.merge(settings(), Map.new(options))
    :persistent_term.put(__MODULE__, settings)
    :ok
  end

  @doc "The configuration as a keyword list."
  def configuration, do: Map.to_list(settings())

  defp settings, do: :persistent_term.get(__MODULE__, @defaults)

  @doc "Runs the modules of tests that were loaded; gives the counts."
  def run(_additional_modules \\ []) do
    load_us = :persistent_term.get(:ex_unit_load_us, nil)
    settings = settings()
    {include, exclude} = ExUnit.Filters.normalize(settings.include, settings.exclude)
    seed = settings.seed || seed()
    trace = settings.trace or settings.slowest > 0
    config = %{settings | include: include, exclude: exclude, seed: seed, trace: trace}
    result = ExUnit.Runner.run(config, load_us)
    for callback <- :persistent_term.get(:ex_unit_after_suite, []), do: callback.(result)
    result
  end

  # From the clock, as a number of six digits at most.
  defp seed, do: rem(System.os_time(:microsecond), 1_000_000)

  @doc "Calls the function with the counts when all tests have run."
  def after_suite(fun) when is_function(fun, 1),
    do:
      :persistent_term.put(:ex_unit_after_suite, [
        fun | :persistent_term.get(:ex_unit_after_suite, [])
      ])

  @doc "The plural of a test type's name in the summary."
  def plural_rule(word), do: :persistent_term.get({:ex_unit_plural, word}, word <> "s")
  @doc "Sets the plural of a test type's name."
  def plural_rule(word, plural), do: :persistent_term.put({:ex_unit_plural, word}, plural)
end
