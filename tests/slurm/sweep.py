"""A sweep of 40 trials with shared stages on a real Slurm cluster of two virtual nodes, with everything that goes wrong on clusters: a worker is killed,
an element is warned and requeued, a node goes down with all that runs there. In the end every result is there, with the bits of the local executor.

sweep.py BUILD: the build folder.
"""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import cluster as slurm

SPEC = """schema = 1
study = "sweep"

[dataset]
use = "blobs"
clusters = 3
count = 600
dimensions = 16

[encoder]
use = "mlp"
hidden = [24]
features = 4
batch_norm = false
decoder_input = "concat"

[stage.pretrain]
use = "autoencoder"
epochs = 12
batch = 50
layer_epochs = 2

[stage.init]
use = "kmeans"
on = "pretrain"
clusters = 3
n_init = 3

[evaluate]
metrics = ["acc", "nmi"]

[run]
checkpoint_s = 0.2
lease_s = 6

[slurm]
time = "30"
gpus = 1
trials_per_element = 6
options = ["--comment=sweep"]
setup = ["echo GPU $CUDA_VISIBLE_DEVICES"]

[figure.performance]
kind = "curves"
metrics = ["acc"]

[arm.dec]
set = { "baseline.use" = "dec", "baseline.update_interval" = 20, "baseline.tolerance" = 0.0 }

[arm.idec]
set = { "baseline.use" = "idec", "baseline.update_interval" = 20, "baseline.tolerance" = 0.0 }

[sweep]
grid = { "baseline.max_iterations" = [ITERATIONS] }
seeds = { base = 1, count = 4 }
"""
TRIALS = 40
PATIENCE = 600  # seconds: when a machine is stuck, no expectation


class Sweep:
    def __init__(self, build, folder):
        self.assay_program = os.path.join(build, "bin", "assay")
        self.compare_program = os.path.join(build, "tests", "compare_runs")
        self.folder = folder
        self.cluster = slurm.Cluster(os.path.join(folder, "cluster"))
        os.mkdir(self.cluster.folder)
        self.run_folder = os.path.join(folder, "slurm-runs", "sweep")

    # --- steps ---

    def assay(self, *arguments, status=0):
        done = subprocess.run([self.assay_program, *arguments], cwd=self.folder, env=self.cluster.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != status:
            self.fail(f"assay {' '.join(arguments)} ended with {done.returncode}, wanted {status}:\n{done.stdout}")
        return done.stdout

    def fail(self, text):
        jobs = [f"--- {file}\n" + open(file, encoding="utf-8", errors="replace").read() for file in sorted(glob.glob(self.run_folder + "/slurm/*/*.log"))]
        sys.exit("\n".join([text, *jobs, "queue: " + str(self.cluster.queue()), self.cluster.last_words()]))

    def wait(self, what, condition):
        """The first value of `condition` that is true."""
        values = []
        if not self.cluster.wait(lambda: values.append(condition()) or values[-1], PATIENCE):
            self.fail(f"in {PATIENCE} s it did not happen that {what}")
        return values[-1]

    def leases(self):
        """The owners of trials, not stages, that run now, each with the node that it runs on."""
        owners = []
        for file in glob.glob(self.run_folder + "/trials/*.lease*"):
            try:
                with open(file, encoding="utf-8") as content:
                    owner = json.load(content)
            except (OSError, ValueError):
                continue
            owner["node"] = owner["machine"].split()[-1]
            owner["trial"] = os.path.basename(file).split(".")[0]
            owner["file"] = file
            owners.append(owner)
        return owners

    def lease_on(self, node):
        return next((owner for owner in self.leases() if owner["node"] == node and self.has(owner["trial"], ".checkpoint.h5")), None)

    def has(self, trial, ending):
        return os.path.exists(os.path.join(self.run_folder, "trials", trial + ending))

    def logs(self, pattern):
        return "".join(open(file, encoding="utf-8", errors="replace").read() for file in sorted(glob.glob(f"{self.run_folder}/slurm/*/{pattern}.log")))

    def status(self):
        return json.loads(self.assay("status", self.run_folder, "--json"))

    # --- what happens ---

    def submit(self):
        command = ["run", "sweep.toml", "--runs", "slurm-runs", "--executor", "slurm"]
        answer = self.assay(*command)
        print(answer, flush=True)
        self.jobs = dict(re.findall(r"job (\d+) +(\S+?)(?:,|\n)", answer))
        batches = list(self.jobs.values())
        if batches != ["stages-0", "stages-1", "trials", "trials", "closing"]:  # 7 elements in arrays of at most 4
            self.fail(f"the submitted batches are {batches}")
        if "submitted already" not in self.assay(*command, status=75):
            self.fail("the run was submitted twice")

    def ask_how_far_it_is(self):
        text = self.assay("status", self.run_folder)
        print(text, flush=True)
        if not re.search(rf"job {min(self.jobs, key=int)} +stages-0 +1 (pending|running|configuring)|stages-0 +ended", text):
            self.fail("the status does not know the jobs:\n" + text)

    def kill_a_worker(self):
        owner = self.wait("a trial has a checkpoint", lambda: self.lease_on("n1") or self.lease_on("n2"))
        os.kill(owner["process"], signal.SIGKILL)
        self.wait("the trial of the killed worker goes on", lambda: "its process was killed" in self.logs("trials-*") or self.has(owner["trial"], ".h5"))
        print(f"killed the worker of {owner['trial']} on {owner['node']}", flush=True)

    def warn_an_element(self):
        owner = self.wait("a trial on n1 has a checkpoint", lambda: self.lease_on("n1"))
        element = owner["job"]
        warning = self.cluster.begin("scancel", "--batch", "--signal=USR1", element)  # goes on asking while the job is requeued
        self.wait("the element saves and is requeued", lambda: "put back into the queue" in self.logs(f"*-{element}"))
        warning.kill()
        warning.wait()
        print(f"warned element {element} on n1, which was requeued", flush=True)
        return element

    def release_requeued(self):
        """Slurm lets requeued jobs wait for two minutes; the test does not."""
        for line in self.cluster.queue():
            if "BeginTime" in line:
                self.cluster.run("scontrol", "update", "JobId=" + line.split()[0], "StartTime=now")

    def lose_a_node(self):
        owner = self.wait("a trial on n2 has a checkpoint", lambda: self.lease_on("n2"))
        self.cluster.power_off("n2")
        print(f"node n2 is gone, with {owner['trial']} of {owner['job']}", flush=True)
        return owner

    def bring_it_back(self, owner):
        self.wait("the lease of the lost trial is taken over or its trial done",
                  lambda: self.has(owner["trial"], ".h5") or glob.glob(f"{self.run_folder}/trials/{owner['trial']}.lease-{owner['nonce']}"))
        self.wait("Slurm sees that the node is down", lambda: self.cluster.states().get("n2", "").startswith("down"))
        self.cluster.start_node("n2")

    def finish(self):
        def ended():
            self.release_requeued()
            return self.cluster.queue() == []

        self.wait("all jobs have ended", ended)

    def check(self, element):
        status = self.status()
        counts = [trial["status"] for trial in status["trials"]]
        if counts != ["done"] * TRIALS:
            self.fail(f"the trials are {counts}")
        if [job["state"] for job in status["executor"]["jobs"]] != ["ended"] * len(self.jobs):
            self.fail(f"the jobs are {status['executor']}")
        if "attempt 2" not in self.logs(f"*-{element}"):
            self.fail(f"element {element} did not start again")
        if "GPU 0\n" not in self.logs("trials-*"):
            self.fail("an element got no GPU")
        if "results:" not in self.logs("closing-*"):
            self.fail("the closing job wrote no table")
        if not os.path.exists(os.path.join(self.run_folder, "figures", "performance.svg")):
            self.fail("the closing job drew no figure")
        self.assay("verify", self.run_folder)
        if "nothing to run" not in self.assay("run", "sweep.toml", "--runs", "slurm-runs", "--executor", "slurm"):
            self.fail("something was left to run")

    def compare(self):
        compared = subprocess.run([self.compare_program, os.path.join(self.folder, "local-runs", "sweep"), self.run_folder], stdout=subprocess.PIPE, text=True,
                                  check=False)
        print(compared.stdout, end="", flush=True)
        if compared.returncode != 0 or f"{TRIALS} trials compared" not in compared.stdout:
            self.fail("the results of the two executors differ")


def main(build):
    slurm.require_programs()
    folder = tempfile.mkdtemp(prefix="assay-slurm-")
    began = time.monotonic()

    def say(text):
        print(f"[{time.monotonic() - began:5.0f} s] {text}", flush=True)

    sweep = Sweep(build, folder)
    with open(os.path.join(folder, "sweep.toml"), "w", encoding="utf-8") as spec:
        spec.write(SPEC.replace("ITERATIONS", ", ".join(str(n) for n in [1200, 1210, 1220, 1230, 1240])))
    try:
        sweep.cluster.start()
        say("two nodes are up")
        sweep.submit()
        sweep.ask_how_far_it_is()
        sweep.kill_a_worker()
        lost = sweep.lose_a_node()
        element = sweep.warn_an_element()
        sweep.bring_it_back(lost)
        say("a worker, an element and a node were lost")
        sweep.finish()
        sweep.check(element)
        say("all jobs have ended")
        sweep.assay("run", "sweep.toml", "--runs", "local-runs", "-q")
        sweep.compare()
        say("compared with the local executor")
    finally:
        sweep.cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
