#include "data/download.hpp"

#include <charconv>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <strings.h>

#include "assay/core/error.hpp"
#include "base/version.hpp"
#include "data/part_file.hpp"

namespace assay::data {
namespace {

constexpr long most_redirects = 5;
constexpr long connect_timeout_s = 30;
constexpr long silence_timeout_s = 60;

constexpr long status_whole = 200;
constexpr long status_part = 206;
constexpr long status_timeout = 408;
constexpr long status_no_such_range = 416;
constexpr long status_too_many = 429;
constexpr long status_server = 500;

struct EasyCloser {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

/// What the last answer's header says that matters here.
struct AnswerHeader {
  std::string etag;
  std::string changed;
  std::int64_t range_start = -1;

  /// What If-Range may be given; a weak ETag does not tell versions apart.
  [[nodiscard]] std::string validator() const { return etag.empty() || etag.compare(0, 2, "W/") == 0 ? changed : etag; }

  void read(std::string_view line) {
    if (line.substr(0, 5) == "HTTP/") *this = AnswerHeader{};  // of the next answer, after a redirect
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view value = trimmed(line.substr(colon + 1));
    const auto is = [name = std::string(line.substr(0, colon))](const char* other) { return strcasecmp(name.c_str(), other) == 0; };
    if (is("ETag")) etag = value;
    if (is("Last-Modified")) changed = value;
    constexpr std::string_view unit = "bytes ";
    if (is("Content-Range") && value.substr(0, unit.size()) == unit) {
      std::from_chars(value.data() + unit.size(), value.data() + value.size(), range_start);
    }
  }
};

/// One request and its answer.
class Download {
 public:
  Download(const DownloadRequest& request, const DownloadWatch& watch)
      : request_(request), watch_(watch), part_(request.part), easy_(curl_easy_init()) {
    if (!easy_) throw InternalError("data.no-curl", "libcurl cannot be set up");
  }

  DownloadResult run() {
    have_ = offset_to_resume();
    if (have_ > 0 && have_ == request_.size) return {DownloadOutcome::complete, {}, false, true, 0};
    set_up();
    const CURLcode code = curl_easy_perform(easy_.get());
    part_.close();
    if (thrown_) std::rethrow_exception(thrown_);
    DownloadResult result;
    result.resumed = resumed_;
    result.transferred = transferred_;
    judge(code, result);
    return result;
  }

 private:
  /// How much of what is there can stay.
  std::int64_t offset_to_resume() {
    const std::int64_t size = part_.size();
    const PartOrigin origin = part_.origin();
    if (size == 0 || (request_.size > 0 && size > request_.size)) return 0;
    if (origin.url == request_.url && !origin.validator.empty()) {
      if_range_ = origin.validator;
      return size;
    }
    return request_.checked ? size : 0;
  }

  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  void set_up() {
    set(CURLOPT_URL, request_.url.c_str());
    set(CURLOPT_USERAGENT, agent_.c_str());
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, most_redirects);
    limit_protocols();
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, silence_timeout_s);
    set(CURLOPT_ERRORBUFFER, error_text_);
    set(CURLOPT_HEADERFUNCTION, &Download::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Download::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Download::on_progress);
    set(CURLOPT_XFERINFODATA, this);
    if (have_ == 0) return;
    range_ = fmt::format("{}-", have_);  // not CURLOPT_RESUME_FROM, with which a server that sends the whole file is an error
    set(CURLOPT_RANGE, range_.c_str());
    if (if_range_.empty()) return;
    headers_.reset(curl_slist_append(nullptr, ("If-Range: " + if_range_).c_str()));
    set(CURLOPT_HTTPHEADER, headers_.get());
  }

  /// HTTP and HTTPS only; who begins with HTTPS is not sent on to HTTP.
  void limit_protocols() {
    const bool secure = request_.url.compare(0, 6, "https:") == 0;
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
#else
    set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    set(CURLOPT_REDIR_PROTOCOLS, static_cast<long>(secure ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  }

  static std::size_t on_header(char* data, std::size_t /*one*/, std::size_t size, void* self) {
    static_cast<Download*>(self)->header_.read({data, size});
    return size;
  }

  static std::size_t on_body(char* data, std::size_t /*one*/, std::size_t size, void* self) {
    auto& download = *static_cast<Download*>(self);
    try {
      return download.take(data, size) ? size : 0;
    } catch (...) {  // curl is C: nothing may be thrown through it
      download.thrown_ = std::current_exception();
      return 0;
    }
  }

  static int on_progress(void* self, curl_off_t total, curl_off_t /*now*/, curl_off_t /*up*/, curl_off_t /*uploaded*/) {
    auto& download = *static_cast<Download*>(self);
    const std::int64_t whole = download.request_.size > 0 ? download.request_.size : total > 0 ? total + download.kept_ : 0;
    download.stopped_ = !download.watch_(download.kept_ + download.transferred_, whole);
    return download.stopped_ ? 1 : 0;
  }

  /// The first bytes decide where they go; false, with a refusal, when they are not what was asked for.
  bool begin() {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status == status_part && have_ > 0 && header_.range_start == have_) {
      resumed_ = true;
      kept_ = have_;
    } else if (status != status_whole) {
      refusal_ = fmt::format("the server answers {} to the question for {}", status, have_ > 0 ? "the rest" : "the file");
      return false;
    }
    part_.open(resumed_, {request_.url, header_.validator()});
    begun_ = true;
    return true;
  }

  bool take(const char* data, std::size_t size) {
    if (!begun_ && !begin()) return false;
    const auto more = static_cast<std::int64_t>(size);
    if (request_.size > 0 && kept_ + transferred_ + more > request_.size) {
      refusal_ = fmt::format("the server sends more than the {} bytes of the file", request_.size);
      return false;
    }
    part_.write(data, size);
    transferred_ += more;
    return true;
  }

  void judge(CURLcode code, DownloadResult& result) {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (stopped_) {
      result.outcome = DownloadOutcome::stopped;
    } else if (!refusal_.empty()) {
      part_.remove();
      result.problem = refusal_;
      result.passing = have_ > 0;  // asked for the whole file, the server may do better
    } else if (code == CURLE_HTTP_RETURNED_ERROR) {
      if (status == status_no_such_range) part_.remove();
      result.problem = fmt::format("the server answers {}", status);
      result.passing = status == status_no_such_range || status == status_timeout || status == status_too_many || status >= status_server;
    } else if (code != CURLE_OK) {
      result.problem = error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code);
      result.passing = code != CURLE_TOO_MANY_REDIRECTS && code != CURLE_COULDNT_RESOLVE_HOST && code != CURLE_COULDNT_CONNECT &&
                       code != CURLE_UNSUPPORTED_PROTOCOL && code != CURLE_PEER_FAILED_VERIFICATION;
    } else if (!begun_ || (request_.size > 0 && part_.size() != request_.size)) {
      result.problem = request_.size > 0 ? fmt::format("{} bytes came instead of {}", begun_ ? part_.size() : 0, request_.size) : "no bytes came";
      result.passing = true;
    } else {
      result.outcome = DownloadOutcome::complete;
    }
  }

  const DownloadRequest& request_;
  const DownloadWatch& watch_;
  PartFile part_;
  std::unique_ptr<CURL, EasyCloser> easy_;
  std::unique_ptr<curl_slist, ListCloser> headers_;
  std::string agent_ = std::string("assay/") + version();
  std::string range_;
  std::string if_range_;
  AnswerHeader header_;
  std::string refusal_;
  std::exception_ptr thrown_;
  std::int64_t have_ = 0;         ///< bytes that were there
  std::int64_t kept_ = 0;         ///< of these, bytes that stay
  std::int64_t transferred_ = 0;  ///< bytes that came
  bool begun_ = false;
  bool resumed_ = false;
  bool stopped_ = false;
  char error_text_[CURL_ERROR_SIZE] = {};
};

}  // namespace

DownloadResult download(const DownloadRequest& request, const DownloadWatch& watch) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw InternalError("data.no-curl", fmt::format("libcurl cannot be set up: {}", curl_easy_strerror(ready)));
  return Download(request, watch).run();
}

void forget_download(const std::filesystem::path& part) { PartFile(part).remove(); }

}  // namespace assay::data
