"""The store on the wire: AWS JSON 1.0 over HTTP, for every AWS SDK and the AWS CLI, unmodified."""
