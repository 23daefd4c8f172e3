"""What a caller in the same process sees of a fault that is no answer of the service."""


class ResponseLost(ConnectionError):
    """The call was carried out, and its answer has not arrived. Nobody can tell it from a call that was never made.

    It is no `ClientError`: a boto3 client raises its ConnectionClosedError for the same.
    """


class SimulatedCrash(BaseException):
    """The process has died, as far as the store is concerned: it is closed, and can be opened again.

    It is no `Exception`, so that a worker's own `except Exception` does not survive it either. Every later call to the
    same store raises it again.
    """
