# Cnx.Docs.Code - what h says about Code.
defmodule Cnx.Docs.Code do
  def text,
    do: ~S"""
    Source texts and quoted terms: parsed, evaluated, formatted.

    - eval_string(text, binding \\ [], options \\ []): {value, binding} of a source.
    - eval_quoted(quoted, binding \\ [], options \\ []): {value, binding} of a quoted term.
    - eval_file(path, folder \\ nil): {value, binding} of a file.
    - compile_string(text, file \\ "nofile"): Evaluates a source; [{module, bytes}] of what it defines.
    - compile_quoted(quoted, file \\ "nofile"): The same of a quoted term.
    - compile_file(path, folder \\ nil): The same of a file.
    - require_file(path, folder \\ nil): Evaluates a file once; nil the next time.
    - string_to_quoted(text, options \\ []): {:ok, quoted} or {:error, {place, text, token}}; options: columns, token_metadata, literal_encoder, static_atoms_encoder, existing_atoms_only, unescape, file, line.
    - string_to_quoted!(text, options \\ []): The quoted form alone; raises what the parser finds.
    - string_to_quoted_with_comments(text, options \\ []): {:ok, quoted, comments}, a map for each comment.
    - string_to_quoted_with_comments!(text, options \\ []): {quoted, comments}.
    - quoted_to_algebra(quoted, options \\ []): A document for Inspect.Algebra.format.
    - format_string!(text, options \\ []): The source as the formatter writes it, as iodata.
    - format_file!(path, options \\ []): The same of a file.
    - ensure_loaded(module): {:module, module} or {:error, :nofile}.
    - ensure_loaded!(module): The module, or raises.
    - ensure_loaded?(module): Whether there is such a module.
    - ensure_compiled(module): As ensure_loaded.
    - ensure_compiled!(module): As ensure_loaded!.
    - ensure_all_loaded(modules): :ok, or {:error, [{module, reason}]}.
    - ensure_all_loaded!(modules): :ok, or raises.
    - loaded?(module): Whether the module is there already.
    - available_compiler_options(): The names of options.
    - compiler_options(): The options, which nothing changes.
    - put_compiler_option(key, value): Accepted.
    - compiler_options(options): Accepted.
    - get_compiler_option(key): nil.
    - can_await_module_compilation?(): false.
    - purge_compiler_modules(): {:ok, 0}.
    - with_diagnostics(options \\ [], function): {what it gives, warnings meanwhile}; they are shown with `log: true`.
    - print_diagnostic(diagnostic, options \\ []): Shows one of them on standard error.
    - fetch_docs(module): {:docs_v1, ...} of what h shows.
    - env_for_eval(options): An environment to evaluate in.
    - eval_quoted_with_env(quoted, binding, env, options \\ []): {value, binding, env}.
    - required_files(): The files that require_file has evaluated.
    - unrequire_files(files): They may be required again.
    """
end
