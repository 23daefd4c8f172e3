"""The page at `/`, for people who look with a browser what this is."""

WELCOME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>swfstore</title>
<style>body {{ font: 16px/1.5 sans-serif; max-width: 44em; margin: 3em auto; padding: 0 1em }}
pre {{ background: #f4f4f4; padding: 1em; overflow-x: auto }}</style>
<h1>swfstore {version}</h1>
<p>This is Amazon Simple Workflow Service. Every AWS SDK and the AWS CLI can talk to it:</p>
<pre>export AWS_ENDPOINT_URL_SWF={url}
aws swf list-domains --registration-status REGISTERED</pre>
<ul>
<li><a href="/_swfstore/ready">Is it ready?</a></li>
<li><a href="/_swfstore/metrics">Metrics</a> for Prometheus</li>
<li><a href="/_swfstore/clock">Its clock</a></li>
<li><a href="/_swfstore/lambda">Its scripted Lambda functions</a></li>
<li><a href="https://docs.aws.amazon.com/amazonswf/latest/apireference/">The API reference</a></li>
</ul>
</html>
"""
