# System - what is not written in C.
defmodule System do
  def get_env(name, default) when is_binary(name) and (is_binary(default) or default == nil),
    do: System.get_env(name) || default

  def fetch_env(name) when is_binary(name) do
    case System.get_env(name) do
      nil -> :error
      value -> {:ok, value}
    end
  end

  def fetch_env!(name) when is_binary(name) do
    case fetch_env(name) do
      {:ok, value} ->
        value

      :error ->
        raise System.EnvError, env: name
    end
  end

  def put_env(variables) do
    Enum.each(variables, fn
      {name, nil} -> delete_env(to_string(name))
      {name, value} -> System.put_env(to_string(name), value)
    end)
  end

  def user_home, do: System.get_env("HOME")

  def user_home!,
    do:
      user_home() ||
        raise("could not find the user home, please set the HOME environment variable")

  def tmp_dir, do: System.get_env("TMPDIR") || "/tmp"
  def tmp_dir!, do: tmp_dir()
  def version, do: "1.17.3"
  def otp_release, do: "27"
  def endianness, do: :little
  def compiled_endianness, do: :little
  def time_offset, do: system_time() - monotonic_time()
  def time_offset(unit), do: convert_time_unit(time_offset(), :native, unit)

  def build_info do
    %{
      build: "1.17.3 (compiled with Erlang/OTP 27)",
      date: "",
      otp_release: "27",
      revision: "",
      version: "1.17.3"
    }
  end

  # --- other programs ---

  # What the program printed and its exit status. Options: cd, env, into, lines, stderr_to_stdout,
  # use_stdio.
  def cmd(program, args, options \\ []) when is_binary(program) and is_list(args) do
    path = find_executable(program) || raise ErlangError, original: :enoent

    env =
      Enum.map(Keyword.get(options, :env, []), fn {name, value} ->
        {to_string(name), value && to_string(value)}
      end)

    cd = options[:cd] && IO.chardata_to_string(options[:cd])
    into = Keyword.get(options, :into, "")

    for {option, _} <- options,
        option not in [:cd, :env, :into, :stderr_to_stdout, :parallelism, :lines, :use_stdio],
        do:
          raise(
            ArgumentError,
            "invalid option #{inspect(option)} with value #{inspect(options[option])}"
          )

    output =
      if Keyword.get(options, :use_stdio, true),
        do: Keyword.get(options, :stderr_to_stdout, false),
        else: :inherit

    {printed, status} = Cnx.System.run(path, args, cd, env, output)

    parts =
      cond do
        options[:lines] -> lines(printed)
        printed == "" -> []
        true -> [printed]
      end

    {Enum.into(parts, into), status}
  end

  defp lines(""), do: []
  defp lines(text), do: text |> String.replace_suffix("\n", "") |> String.split(["\r\n", "\n"])

  def shell(command, options \\ []) when is_binary(command),
    do: cmd("sh", ["-c", command], options)

  def find_executable(program) when is_binary(program) do
    if String.contains?(program, "/"),
      do: if(File.regular?(program), do: Path.expand(program)),
      else:
        get_env("PATH", "")
        |> String.split(":", trim: true)
        |> Enum.map(&Path.join(&1, program))
        |> Enum.find(&File.regular?/1)
  end

  # Calls the function with the exit status when the program ends, the newest first.
  def at_exit(fun) when is_function(fun, 1),
    do: :persistent_term.put(:system_at_exit, [fun | :persistent_term.get(:system_at_exit, [])])

  def __at_exit__(status) do
    callbacks = :persistent_term.get(:system_at_exit)
    :persistent_term.erase(:system_at_exit)
    for callback <- callbacks, do: callback.(status)
  end

  def stop(status \\ 0), do: System.halt(status)

  # --- what has another name by now ---

  @deprecated "Use File.cwd/0 instead"
  def cwd do
    with {:ok, folder} <- File.cwd(), do: folder, else: (_ -> nil)
  end

  @deprecated "Use File.cwd!/0 instead"
  def cwd!, do: File.cwd!()

  @deprecated "Use System.pid/0 instead"
  def get_pid, do: System.pid()
end
