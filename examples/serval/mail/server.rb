# Takes in what is to be sent, a line each, and lists it at `/`.
require "webrick"

OUTBOX = []

server = WEBrick::HTTPServer.new(Port: Integer(ENV.fetch("PORT")))
server.mount_proc("/") do |request, response|
  OUTBOX << request.body.strip if request.request_method == "POST"
  response.body = OUTBOX.map { |line| "#{line}\n" }.join
end
trap("TERM") { server.shutdown }
server.start
