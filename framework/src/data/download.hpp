#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace assay::data {

struct DownloadRequest {
  std::string url;
  std::filesystem::path part;  ///< what has come so far; the next download goes on from there
  std::int64_t size = 0;       ///< that the whole file has; 0: not known
  bool checked = false;        ///< whether a checksum will tell if a file that was put together from two answers is right
};

enum class DownloadOutcome { complete, stopped, failed };

struct DownloadResult {
  DownloadOutcome outcome = DownloadOutcome::failed;
  std::string problem;           ///< of one that failed
  bool passing = false;          ///< of one that failed: another try may go better
  bool resumed = false;          ///< bytes of an earlier download are in the file
  std::int64_t transferred = 0;  ///< bytes that came this time
};

/// Told how many bytes there are and will be (0: not known), at least once a second; says whether to go on.
using DownloadWatch = std::function<bool(std::int64_t have, std::int64_t total)>;

/// Downloads over HTTP or HTTPS into `request.part`. Where that exists, only the rest is asked for, provided that it is the rest of the same file:
/// the server says so by the validator of the first answer (If-Range, kept in `<part>.from`), or a checksum will. A server that sends the whole file
/// starts it over. Follows at most five redirects, none from HTTPS to HTTP; proxies come from the usual variables. Throws DataError "data.unwritable"
/// when the file cannot be written.
DownloadResult download(const DownloadRequest& request, const DownloadWatch& watch);

/// Removes what was downloaded so far, and the note beside it.
void forget_download(const std::filesystem::path& part);

}  // namespace assay::data
