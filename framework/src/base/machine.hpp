#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

#include "assay/abi/export.hpp"

namespace assay {

/// As gethostname() says; empty when it does not.
ASSAY_EXPORT std::string host_name();

/// Equal for two processes exactly when one can see by its number whether the other is alive: this boot of this kernel, the namespace of
/// process numbers, and the node that Slurm says this is, because one machine may play several nodes.
ASSAY_EXPORT std::string machine_id();

/// When a process of this machine was started, in clock ticks since the boot; 0 when there is no such process, or only its remains.
/// Together with the number it names a process for good.
ASSAY_EXPORT std::int64_t process_start(pid_t process);

/// What /proc/meminfo says of `entry`, "MemTotal"; 0 when it says nothing.
ASSAY_EXPORT std::int64_t memory_info_bytes(const std::string& entry);

/// Memory that more processes of ours may take: what the machine has left, or what is left of the limits of our control groups where that is less.
/// 0 when neither is known.
ASSAY_EXPORT std::int64_t available_memory_bytes();

}  // namespace assay
