# Cnx.Docs.Config - what h says about Config.
defmodule Cnx.Docs.Config do
  def text,
    do: ~S"""
    The language of config files.

    - macro config(app, options): Settings of an application.
    - macro config(app, key, options): Settings under a key.
    - macro config_env(): The environment, such as :test.
    - macro config_target(): The target.
    - macro import_config(path): Another file.
    """
end
