"""A Slurm cluster of two virtual nodes on this machine, with munge and a fake GPU on each: Debian's packages slurm-wlm and munge, as they are.

Everything lies in one folder and listens on free ports of the loopback device. `stop` ends what was started here, by its number, and nothing else.
"""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

PROGRAMS = {"slurm-wlm": ["slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel"], "munge": ["munged"]}
CONFIGURATION = """
ClusterName=assaytest
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MailProg=/bin/true
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
SlurmdTimeout=10
SlurmctldTimeout=60
MessageTimeout=60
KillWait=20
MinJobAge=3600
MaxArraySize=4
ReturnToService=2
SlurmdParameters=config_overrides
GresTypes=gpu
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={port_1} CPUs=1 Gres=gpu:1
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={port_2} CPUs=1 Gres=gpu:1
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=60 State=UP
"""
GPUS = "NodeName=n1 Name=gpu File=/dev/null\nNodeName=n2 Name=gpu File=/dev/zero\n"


def skip(reason):
    print(f"skipped: {reason}", flush=True)
    sys.exit(77)


def program(name):
    """Daemons lie where the PATH of ordinary users may not lead."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def require_programs():
    for package, names in PROGRAMS.items():
        missing = [name for name in names if program(name) is None]
        if missing:
            skip(f"{', '.join(missing)} not installed (package {package})")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def read_process(process, file):
    """A file of /proc, or nothing when the process has ended or is somebody else's."""
    try:
        with open(f"/proc/{process}/{file}", encoding="utf-8", errors="replace") as content:
            return content.read()
    except OSError:
        return ""


def end(process, number):
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.configuration = os.path.join(folder, "slurm.conf")
        self.environment = dict(os.environ, SLURM_CONF=self.configuration)
        for name in [name for name in self.environment if name.startswith(("SBATCH_", "SQUEUE_", "ASSAY_")) and name != "ASSAY_BUILD_DIR"]:
            del self.environment[name]
        self.daemons = {}

    # --- life ---

    def start(self):
        """Skips, saying why, when the daemons cannot work here."""
        host = socket.gethostname()
        ports = free_ports(3)
        for name in ["munge", "state", "spool-n1", "spool-n2"]:
            os.makedirs(os.path.join(self.folder, name), mode=0o755)
        user = pwd.getpwuid(os.getuid()).pw_name
        self.write("slurm.conf", CONFIGURATION.format(host=host, user=user, folder=self.folder, controller_port=ports[0], port_1=ports[1],
                                                      port_2=ports[2]))
        self.write("gres.conf", GPUS)
        self.write("cgroup.conf", "")
        self.start_munge()
        self.daemon("slurmctld", ["slurmctld", "-D", "-c", "-f", self.configuration])
        for node in ["n1", "n2"]:
            self.daemon(node, ["slurmd", "-D", "-N", node, "-f", self.configuration])
        if not self.wait(lambda: self.states() == {"n1": "idle", "n2": "idle"}, 60):
            self.stop()
            skip(f"Slurm's daemons do not work here; nodes: {self.states()}\n{self.last_words()}")

    def start_munge(self):
        key = os.path.join(self.folder, "munge", "key")
        with open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(os.urandom(1024))
        at = os.path.join(self.folder, "munge", "")
        self.daemon("munged", ["munged", "--foreground", "--force", f"--socket={at}socket", f"--key-file={at}key", f"--log-file={at}log",
                               f"--pid-file={at}pid", f"--seed-file={at}seed"])
        if not self.wait(lambda: os.path.exists(at + "socket"), 20):
            self.stop()
            skip("munged does not start here\n" + self.last_words())

    def daemon(self, name, command):
        log = open(os.path.join(self.folder, f"{name}.out"), "ab")
        self.daemons[name] = subprocess.Popen([program(command[0])] + command[1:], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                              start_new_session=True)

    def start_node(self, node):
        self.daemon(node, ["slurmd", "-D", "-N", node, "-f", self.configuration])

    def node_tree(self, node):
        """The node's daemon, the processes of its jobs, and the daemons between the two, which belong to nobody."""
        found = [self.daemons[node].pid] if self.daemons[node].poll() is None else []
        for name in filter(str.isdigit, os.listdir("/proc")):
            environment = read_process(name, "environ").split("\0")
            if "SLURM_CONF=" + self.configuration in environment and "SLURMD_NODENAME=" + node in environment:
                parent = read_process(name, "stat").rpartition(")")[2].split()[1:2]
                if parent and read_process(parent[0], "comm").startswith("slurmstepd"):
                    found.append(int(parent[0]))
                found.append(int(name))
        return list(dict.fromkeys(found))

    def power_off(self, node):
        """Kills the node's daemon and everything that it has started, as a power failure would."""
        for _ in range(200):
            tree = self.node_tree(node)
            if not tree:
                return
            for one in tree:
                end(one, signal.SIGKILL)
            self.daemons[node].poll()
            time.sleep(0.05)

    def stop(self):
        for node in ["n1", "n2"]:
            if node in self.daemons:
                self.power_off(node)
        for name in ["slurmctld", "munged"]:
            daemon = self.daemons.get(name)
            if daemon is not None and daemon.poll() is None:
                daemon.terminate()
                try:
                    daemon.wait(20)
                except subprocess.TimeoutExpired:
                    daemon.kill()
                    daemon.wait()

    # --- questions ---

    def run(self, *command):
        return subprocess.run([program(command[0]) or command[0], *command[1:]], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False).stdout

    def begin(self, *command):
        return subprocess.Popen([program(command[0]), *command[1:]], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def states(self):
        """Node name -> its state, without the marks that sinfo adds."""
        lines = self.run("sinfo", "--noheader", "--Node", "--format=%N %T").split("\n")
        return {line.split()[0]: line.split()[1].rstrip("*~#!%$@^-") for line in lines if len(line.split()) == 2}

    def queue(self):
        return self.run("squeue", "--noheader", "--array", "--format=%i %T %N %r").split("\n")[:-1]

    def last_words(self):
        words = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith((".out", ".log")):
                with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
                    words.append(f"--- {name}\n" + "".join(file.readlines()[-15:]))
        return "\n".join(words)

    # --- small things ---

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    @staticmethod
    def wait(condition, seconds):
        """Whether the condition came true; the time is a limit for machines that are stuck, no expectation."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True
