"""The kit both BFFs use: registered operations and loaders."""
