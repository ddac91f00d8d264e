"""Where completions are computed: llama.cpp in this process, or any OpenAI-compatible endpoint, behind one client."""
