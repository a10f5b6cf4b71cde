"""Models of this computer's own: ``./amo up --model-fake``, scripted, and ``--model-small``, a real and very small one.

The first answers for Bedrock's models, through the engine's own Bedrock, the second at an address of its own.
"""

from dataclasses import dataclass

from cli.api_client import ApiClient
from cli.installation import ROOT, install_small_model, node
from cli.local.engine import MODEL_FILE, Engine
from cli.local.model_fake.replies import NAME
from cli.local.stand_in_process import StandInProcess
from cli.stage import DeployedStage
from cli.terminal import progress

SMALL = "gemma-3-270m"
LOADED_SECONDS = 90
PLAYED = "nova-lite"
"""The model of config/models.yaml whose price and limits hold for it."""


@dataclass(frozen=True, slots=True)
class ModelStandIn(StandInProcess):
    """Has to run before the engine is started: that reads the address of it then, once."""

    def start(self, engine: Engine) -> None:
        self.run(engine)

    def connect(self, stage: DeployedStage) -> None:
        """For all purposes; and whoever the instance is for lets it read everything, if they never said otherwise."""
        stage.invoke("connect_model", {"model": PLAYED})
        allow_unless_said(stage)
        progress(f"Model: {NAME}, in the place of {PLAYED} of Bedrock; nothing leaves this computer.")


@dataclass(frozen=True, slots=True)
class SmallModel(StandInProcess):
    """A base model of 270 million parameters: it shows the wire, the limits, and that a bad model does no harm."""

    @property
    def command(self) -> list[str]:
        return [str(node()), self.program]

    def start(self, engine: Engine) -> None:
        """Installs it first, once; loading it takes some seconds each time."""
        weights, modules = install_small_model()
        self.run(engine, (str(weights), str(modules)), seconds=LOADED_SECONDS)

    def connect(self, stage: DeployedStage) -> None:
        url = f"{self.url(stage.state_dir)}/v1"
        stage.invoke("connect_model", {"model": SMALL, "url": url, "price": {"input": 0, "output": 0}})
        allow_unless_said(stage)
        progress(f"Model: {SMALL} at {url}, on this computer. It follows no instructions: expect the rules to prevail.")


MODEL_FAKE = ModelStandIn(MODEL_FILE.removesuffix(".json"), "cli.local.model_fake", 3, "/v1/models")
MODEL_SMALL = SmallModel("model-small", str(ROOT / "cli" / "local" / "model_small" / "endpoint.mjs"), 4, "/v1/models")
MODELS = (MODEL_FAKE, MODEL_SMALL)


def allow_unless_said(stage: DeployedStage) -> None:
    """On a laptop whoever starts a model is whom it is for."""
    api = ApiClient(stage)
    if api.get("/settings")["model_consent"]["said_at"] is None:
        api.put("/settings/model-consent", {"level": "all", "without": []})
