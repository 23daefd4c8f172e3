"""The test kit is tested as it is used: by pytest runs of their own, by real boto3, by real servers."""
