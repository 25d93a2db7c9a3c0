"""What every command is built with: tree, help, options, completion, the bridge to the areas."""
