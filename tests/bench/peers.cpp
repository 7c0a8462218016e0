#include "bench/peers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace sitewatch::bench {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// A page like a government's front page: rows of links and dates.
std::string page(std::size_t bytes) {
  std::string text = "<html><head><meta charset=utf-8><title>front page</title></head><body><ul>";
  for (int i = 0; text.size() < bytes; ++i)
    text += "<li><a href=\"/art/" + std::to_string(i) + ".html\">Notice number " + std::to_string(i) +
            " of the office</a><span>2026-11-" + std::to_string(10 + i % 20) + "</span></li>\n";
  text.resize(bytes - 14);
  return text + "</body></html>";
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out{path};
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

Peer::Peer(const std::string& program, const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& each : arguments) argv.push_back(const_cast<char*>(each.c_str()));
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ > 0) return;
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(out, 1);
  dup2(out, 2);
  execvp(program.c_str(), argv.data());
  _exit(127);
}

Peer::~Peer() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

Peer::Peer(Peer&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

Peer& Peer::operator=(Peer&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

double Peer::cpu_seconds() const {
  return cpu_seconds_of(pid_);
}

double cpu_seconds_of(pid_t pid) {
  std::ifstream in{"/proc/" + std::to_string(pid) + "/stat"};
  std::string line;
  std::getline(in, line);
  std::istringstream fields{line.substr(line.rfind(')') + 2)};
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint16_t free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::runtime_error("no free port");
  close(listener);
  return ntohs(address.sin_port);
}

void await_listener(std::uint16_t port) {
  for (int i = 0; i < 500; ++i) {
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool up = connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(client);
    if (up) return;
    poll(nullptr, 0, 20);
  }
  throw std::runtime_error("nothing listens on port " + std::to_string(port));
}

WebPeer start_nginx(const std::string& folder, std::size_t bytes, const std::string& chain, const std::string& key) {
  WebPeer peer;
  peer.http = free_port();
  peer.https = free_port();
  write_file(folder + "/index.html", page(bytes));
  write_file(folder + "/chain.pem", chain);
  write_file(folder + "/key.pem", key);
  std::ostringstream conf;
  conf << "daemon off; master_process off; pid " << folder << "/nginx.pid; error_log " << folder
       << "/nginx-error.log;\n"
       << "events { worker_connections 4096; }\n"
       << "http { access_log off; default_type text/html; keepalive_timeout 5; server_names_hash_bucket_size 128;\n";
  for (const char* each : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    conf << each << "_temp_path " << folder << "/" << each << ";\n";
  conf << "server { listen 127.0.0.1:" << peer.http << " backlog=4096; listen 127.0.0.1:" << peer.https
       << " ssl http2 backlog=4096; ssl_certificate " << folder << "/chain.pem; ssl_certificate_key " << folder
       << "/key.pem; ssl_session_cache off; ssl_session_tickets off; root " << folder << "; } }\n";
  write_file(folder + "/nginx.conf", conf.str());
  peer.nginx = Peer{"/usr/sbin/nginx", {"-c", folder + "/nginx.conf", "-p", folder}, folder + "/nginx.log"};
  await_listener(peer.http);
  return peer;
}

ExporterPeer start_blackbox(const std::string& folder) {
  ExporterPeer peer;
  peer.port = free_port();
  write_file(folder + "/blackbox.yml",
             "modules: {http_2xx: {prober: http, timeout: 15s, http: {preferred_ip_protocol: ip4, "
             "tls_config: {insecure_skip_verify: true}}}}\n");
  peer.exporter = Peer{"/usr/bin/prometheus-blackbox-exporter",
                       {"--config.file=" + folder + "/blackbox.yml",
                        "--web.listen-address=127.0.0.1:" + std::to_string(peer.port), "--log.level=error"},
                       folder + "/blackbox.log"};
  await_listener(peer.port);
  return peer;
}

}  // namespace sitewatch::bench
