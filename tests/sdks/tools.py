"""What each SDK needs on this machine, and how its program is run."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import botocore

from tests.wire.process import environment

HERE = Path(__file__).resolve().parent
JAVASCRIPT = "@aws-sdk/client-swf@3.1048.0"
RUN_SECONDS = 180
"""Go's compiler may have to build its SDK first."""

GO = {"GO111MODULE": "off", "GOPATH": os.environ.get("GOPATH", "/usr/share/gocode")}
"""Where Debian's packages have Go's libraries."""

RUBY = {"SWF_MODEL": str(Path(botocore.__file__).parent / "data" / "swf" / "2012-01-25" / "service-2.json.gz")}
"""botocore's copy of AWS's model of SWF, which all SDKs are made of."""


@dataclass(frozen=True)
class Sdk:
    """`found` says whether the tools are there, `needs` which they are; `command` is run in a copy of this directory.

    `without_message` is what the SDK gives as the message of a fault that has none.
    """

    command: tuple[str, ...]
    needs: str
    found: Callable[[], bool]
    env: dict[str, str]
    without_message: str = ""
    prepare: tuple[str, ...] = ()
    signs: bool = True

    def tell(self, directory: Path, **variables: str) -> str:
        """Run the program, and give what it prints."""
        copy = shutil.copytree(HERE, directory / "sdk", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        env = environment(**self.env, **variables)
        if self.prepare:
            _run(self.prepare, copy, env)
        return _run(self.command, copy, env)


def _run(command: tuple[str, ...], directory: Path, env: dict[str, str]) -> str:
    ended = subprocess.run(
        command, cwd=directory, env=env, capture_output=True, encoding="utf-8", timeout=RUN_SECONDS, check=False
    )
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def _succeeds(*command: str, says: str = "", **env: str) -> bool:
    """Whether a command is there, ends well, and prints something that the pattern `says` is found in."""
    if shutil.which(command[0]) is None:
        return False
    ended = subprocess.run(command, env=environment(**env), capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode == 0 and re.search(says, ended.stdout) is not None


def _javascript() -> bool:
    return os.environ.get("SWFSTORE_SDKS") == "1" and shutil.which("npm") is not None and _succeeds("node", "--version")


def _go(package: str) -> Sdk:
    program = "story.go" if "v2" in package else "story_v1.go"
    needs = f"needs go and its package {package}, such as Debian's packages of the SDK, in GOPATH"
    return Sdk(("go", "run", program), needs, lambda: _succeeds("go", "list", package, **GO), GO)


def _ruby(program: str, wanted: str, needs: str, without_message: str) -> Sdk:
    return Sdk(("ruby", program), needs, lambda: _succeeds("ruby", "-e", wanted), RUBY, without_message)


def _java_sdk() -> Sdk:
    """The SDK itself: one file, which nobody has by chance; its JSON library wants to look into Java's own classes."""
    bundle = os.environ.get("SWFSTORE_JAVA_SDK", "")
    options = ("-cp", bundle, "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-XX:TieredStopAtLevel=1")
    return Sdk(
        ("java", *options, "StoryV1.java"),
        "needs java and the AWS SDK for Java: set SWFSTORE_JAVA_SDK to the path of aws-java-sdk-bundle.jar",
        lambda: Path(bundle).is_file() and _java_compiles(),
        {"JDK_JAVA_OPTIONS": "-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8"},
        without_message="null",
    )


def _java_compiles() -> bool:
    return _succeeds("java", "--list-modules", says=r"jdk\.compiler@(1[7-9]|[2-9]\d)")


def _java(generation: str) -> Sdk:
    needs = "needs java, the development kit of version 17 or later"
    return Sdk(
        ("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "Story.java", generation),
        needs,
        _java_compiles,
        {},
        signs=False,
    )


SDKS = {
    "javascript": Sdk(
        ("node", "story.mjs"),
        "needs node and the npm package @aws-sdk/client-swf: set SWFSTORE_SDKS=1 to install it",
        _javascript,
        {},
        without_message="UnknownError",
        prepare=("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", JAVASCRIPT),
    ),
    "go-1": _go("github.com/aws/aws-sdk-go/service/swf"),
    "go-2": _go("github.com/aws/aws-sdk-go-v2/service/swf"),
    "ruby-1": _ruby(
        "story_v1.rb",
        'require "aws-sdk"; AWS::SimpleWorkflow::Client',
        "needs ruby and version 1 of its gem aws-sdk",
        '{"__type":"com.amazonaws.swf.base.model#WorkflowExecutionAlreadyStartedFault"}',
    ),
    "ruby-3": _ruby(
        "story.rb",
        'require "aws-sdk-core"; Aws::Plugins::SignatureV4',
        "needs ruby and its gem aws-sdk-core of version 3",
        "Aws::SWF::Errors::WorkflowExecutionAlreadyStartedFault",
    ),
    "java-sdk": _java_sdk(),
    "java-1": _java("1"),
    "java-2": _java("2"),
    "java-h2c": _java("h2c"),
}
