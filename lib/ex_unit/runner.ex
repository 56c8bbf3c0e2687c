# ExUnit.Runner - runs modules of tests and tells the formatter.
#
# Each test runs as a process of its own would: with nothing in its dictionary and mailbox, and its
# random numbers seeded. State goes through the functions; nothing is kept in the process.
defmodule ExUnit.Runner do
  # %{total:, failures:, excluded:, skipped:}
  def run(config, load_us) do
    {async, sync} = ExUnit.Server.take()
    state = ExUnit.CLIFormatter.start(config)
    start = now()
    state = run_modules(shuffle(async, config), state, config)
    async_us = if async != [], do: now() - start
    state = run_modules(shuffle(sync, config), state, config)
    times = %{run: now() - start, async: async_us, load: load_us}
    ExUnit.CLIFormatter.finish(state, times)
  end

  defp now, do: System.monotonic_time(:microsecond)

  defp shuffle(list, %{seed: 0}), do: list

  defp shuffle(list, %{seed: seed}) do
    :rand.seed(:exsss, {seed, seed, seed})
    Enum.shuffle(list)
  end

  defp run_modules([], state, _config), do: state

  defp run_modules([module | modules], state, config) do
    if ExUnit.CLIFormatter.full?(state) do
      state
    else
      state = run_module(module.__ex_unit__(), state, config)
      run_modules(modules, state, config)
    end
  end

  # --- modules ---

  defp run_module(module, state, config) do
    {to_run, others} = module |> prepare(config) |> Enum.split_with(&(&1.state == nil))
    state = ExUnit.CLIFormatter.module_started(state, module)
    state = report(others, state)

    {failures, state} =
      if to_run == [],
        do: {nil, state},
        else: fresh(fn -> with_setup_all(module, to_run, state, config) end)

    ExUnit.CLIFormatter.module_finished(state, module, failures)
  end

  # Tests that do not run are started and finished for the reader all the same.
  defp report(tests, state) do
    Enum.reduce(tests, state, fn test, state ->
      state |> ExUnit.CLIFormatter.test_started(test) |> ExUnit.CLIFormatter.test_finished(test)
    end)
  end

  # The tests to run and the excluded and skipped ones, whose state says so.
  defp prepare(%{tests: tests, name: name, tags: module_tags} = module, config) do
    tests =
      if config.only_test_ids,
        do: Enum.filter(tests, &({&1.module, &1.name} in config.only_test_ids)),
        else: tests

    for test <- shuffle(tests, config) do
      tags = Map.merge(module_tags, test.tags)
      tags = Map.merge(tags, %{test: test.name, module: name, case: name})
      test = %{test | tags: tags}

      case ExUnit.Filters.eval(config.include, config.exclude, tags, module.tests) do
        :ok -> test
        skipped -> %{test | state: skipped}
      end
    end
  end

  defp with_setup_all(module, tests, state, config) do
    context = Map.merge(module.tags, %{module: module.name, case: module.name})

    case attempt(fn -> module.name.__ex_unit__(:setup_all, context) end) do
      {:ok, context} ->
        state = run_tests(tests, context, state, config)
        {on_exit_failures(), state}

      {:error, failure} ->
        on_exit_failures()
        failures = [failure]

        invalid =
          for test <- tests,
              do: %{test | state: {:invalid, %{module | state: {:failed, failures}}}}

        {failures, report(invalid, state)}
    end
  end

  # --- tests ---

  defp run_tests([], _context, state, _config), do: state

  defp run_tests([test | tests], context, state, config) do
    if ExUnit.CLIFormatter.full?(state) do
      state
    else
      state = ExUnit.CLIFormatter.test_started(state, test)
      state = ExUnit.CLIFormatter.test_finished(state, run_test(test, context, config))
      run_tests(tests, context, state, config)
    end
  end

  defp run_test(test, context, config) do
    context = context |> Map.merge(Map.merge(test.tags, %{test: test.name})) |> with_folder(test)

    fresh(fn ->
      seed = config.seed
      :rand.seed(:exsss, {seed, seed, seed})
      if capture = log_options(context, config), do: ExUnit.CaptureLog.__start__(capture)
      start = now()

      result =
        attempt(fn -> in_time(timeout(context, config), fn -> run_in(test, context) end) end)

      time = now() - start
      ExUnit.Callbacks.__stop_supervised__()
      later = on_exit_failures()
      failures = failures(result, context, later)
      logs = if log_options(context, config), do: ExUnit.CaptureLog.__stop__(), else: ""

      %{
        test
        | time: time,
          logs: logs,
          tags: context,
          state: if(failures != [], do: {:failed, unwrap(failures)})
      }
    end)
  end

  defp timeout(_context, %{trace: true}), do: :infinity
  defp timeout(context, config), do: Map.get(context, :timeout, config[:timeout] || 60_000)

  defp in_time(:infinity, fun), do: fun.()

  defp in_time(timeout, fun) when is_integer(timeout) do
    case Cnx.Process.within(timeout, fun) do
      {:ok, result} ->
        result

      {:timeout, stack} ->
        throw({:ex_unit_failure, ExUnit.TimeoutError.exception(timeout: timeout), stack})
    end
  end

  # `@tag :tmp_dir` gives the test an empty folder: tmp/Module/test-name.
  defp with_folder(%{tmp_dir: wanted} = context, test) when wanted not in [false, nil] do
    name = &String.replace(&1, ~r/[ ~#%&*{}\\:<>?\/+|"]/, "-")

    base = Path.join(["tmp", name.(inspect(test.module)), name.("#{test.name}")])
    folder = Path.expand(if is_binary(wanted), do: Path.join(base, wanted), else: base)
    File.rm_rf!(folder)
    File.mkdir_p!(folder)
    Map.put(context, :tmp_dir, folder)
  end

  defp with_folder(context, _test), do: context

  # A test that is still to be written has no place of failure.
  defp failures({:error, {kind, reason, _stack}}, %{not_implemented: true}, _later),
    do: [{kind, reason, []}]

  defp failures({:error, failure}, _context, _later), do: [failure]
  defp failures({:ok, _}, _context, later), do: List.wrap(later)

  defp run_in(test, context) do
    context = test.module.__ex_unit__(:setup, context)
    apply(test.module, test.name, [context])
  end

  defp log_options(%{capture_log: value}, _config), do: if(value == true, do: [], else: value)

  defp log_options(_context, config),
    do: if(config.capture_log == true, do: [], else: config.capture_log)

  defp unwrap(failures) do
    Enum.flat_map(failures, fn
      {:error, %ExUnit.MultiError{errors: errors}, _} -> errors
      failure -> [failure]
    end)
  end

  defp attempt(fun) do
    {:ok, fun.()}
  catch
    :throw, {:ex_unit_failure, error, stack} -> {:error, {:error, error, stack}}
    kind, reason -> {:error, {kind, reason, __STACKTRACE__}}
  end

  # on_exit's callbacks, the newest first, each as a process of its own; nil or the first failure.
  defp on_exit_failures do
    callbacks = Process.delete(:ex_unit_on_exit) || []

    failures =
      for {_, callback} <- Enum.reverse(callbacks),
          {:error, failure} <- [fresh(fn -> attempt(callback) end)],
          do: failure

    if failures != [], do: Enum.take(failures, 1)
  end

  defp fresh(fun), do: Cnx.Process.fresh(fun)
end
