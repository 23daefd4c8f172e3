"""The rules without anything around them: given these events, when this command comes, then these events follow."""
