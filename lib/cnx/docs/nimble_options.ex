# Cnx.Docs.NimbleOptions - what h says about NimbleOptions.
defmodule Cnx.Docs.NimbleOptions do
  def text,
    do: ~S"""
    Checks options against a schema: [name: [type:, required:, default:, doc:, keys:, ...]].

    - validate(options, schema): {:ok, options} with defaults, or {:error, %NimbleOptions.ValidationError{}}.
    - validate!(options, schema): The options, or raises.
    - new!(schema): The schema, checked once.
    - docs(schema, options \\ []): A list of the options in Markdown.
    - option_typespec(schema): The quoted type of the options.
    - check_type(type): Whether this is a type that schemas may name.
    - schema_of_schemas(): What a schema may say.
    """
end
