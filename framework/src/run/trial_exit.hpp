#pragma once

/// How a worker process says what became of its trial.
namespace assay::run::trial_exit {

inline constexpr int done = 0;
inline constexpr int failed = 1;        ///< the failed trial's file is written
inline constexpr int interrupted = 75;  ///< a checkpoint is written
inline constexpr int paused = 74;       ///< likewise, after the epoch at which the job says so
inline constexpr int busy = 76;         ///< another process works on the trial
inline constexpr int unsaved = 77;      ///< its files cannot be written: nothing is recorded, and what was saved before stays; the log says why

}  // namespace assay::run::trial_exit
