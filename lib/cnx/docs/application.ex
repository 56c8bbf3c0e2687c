# Cnx.Docs.Application - what h says about Application.
defmodule Cnx.Docs.Application do
  def text,
    do: ~S"""
    Settings by application. Applications do not start: their modules are there.

    - get_env(app, key, default \\ nil): A setting.
    - fetch_env(app, key): {:ok, setting} or :error.
    - fetch_env!(app, key): The setting, or raises.
    - put_env(app, key, value, options \\ []): Sets it.
    - put_all_env(settings, options \\ []): Sets all of [app: [key: value]].
    - get_all_env(app): [key: setting].
    - delete_env(app, key, options \\ []): Takes it away.
    - compile_env(app, key, default \\ nil): As get_env.
    - compile_env(env, app, key, default): The same for macros.
    - compile_env!(app, key): As fetch_env!.
    - compile_env!(env, app, key): The same for macros.
    - start(app, type \\ :temporary): :ok.
    - stop(app): :ok.
    - load(app): :ok.
    - ensure_all_started(app, type \\ :temporary): {:ok, []}.
    - ensure_started(app, type \\ :temporary): :ok.
    - ensure_loaded(app): :ok.
    - loaded_applications(): Those that the program knows.
    - started_applications(timeout \\ 5000): None.
    - get_application(module): nil: modules belong to no application.
    - unload(app): :ok.
    - spec(app): What is known of it.
    - spec(app, key): One item of that.
    - app_dir(app): Its folder.
    - app_dir(app, path): A path in its folder.
    """
end
