// Messages as UDP datagrams, one after the other as fast as the sender's own link takes them. Nothing is sent again: a loss ends the run.
#pragma once
#include "course.h"
#include "machine.h"
#include "options.h"
#include "transport.h"

#include <ns3/inet-socket-address.h>
#include <ns3/socket.h>
#include <ns3/udp-socket-factory.h>

#include <algorithm>
#include <deque>
#include <tuple>
#include <unordered_map>

namespace astra
{

class UdpTransport : public Transport
{
  public:
    UdpTransport(Machine& machine, Course& course, const Options& options)
        : m_machine(machine),
          m_course(course),
          m_payload(options.mtu - headers)
    {
        for (uint32_t npu = 0; npu < machine.npus; ++npu)
        {
            const auto socket =
                ns3::Socket::CreateSocket(machine.GetNode(npu), ns3::UdpSocketFactory::GetTypeId());
            socket->Bind(ns3::InetSocketAddress(AddressOf(npu), listeningPort));
            socket->SetRecvCallback(ns3::MakeCallback(&UdpTransport::Received, this));
            m_listening.push_back(socket);
        }
        for (const auto& link : machine.GetLinks())
        {
            Link* here = link.get();
            here->onLoss = [this, here](const char* why) {
                m_course.GiveUp("lost " + std::to_string(here->number) + " " + why);
            };
            if (machine.IsNpu(here->from))
                here->onTransmit = [this, here](const ns3::Ptr<const ns3::Packet>& packet) {
                    MessageTag tag;
                    if (!packet->PeekPacketTag(tag) || tag.source != here->from)
                        return;
                    Outlet& outlet = m_outlets[here];
                    --outlet.waiting;
                    Feed(here, outlet);
                };
        }
    }

    void Send(const Message& message) override
    {
        m_missing[message.number] = {message, message.bytes};
        m_alike[KindOf(message)].push_back(message.number);
        const uint64_t packets = std::max<uint64_t>(1, (message.bytes + m_payload - 1) / m_payload);
        const auto& links = m_machine.FirstLinks(message.source, message.destination);
        // Packets take the paths in turn, and the last one has what is left.
        std::map<Link*, Share> shares;
        for (size_t path = 0; path < links.size() && path < packets; ++path)
            shares[links[path]].packets += (packets - path - 1) / links.size() + 1;
        shares[links[(packets - 1) % links.size()]].rest = message.bytes - (packets - 1) * m_payload;
        for (size_t path = 0; path < links.size(); ++path)
        {
            const auto share = shares.find(links[path]);
            if (share == shares.end())
                continue;
            Outlet& outlet = m_outlets[links[path]];
            outlet.queue.push_back({message, share->second});
            shares.erase(share);
            Feed(links[path], outlet);
        }
    }

    std::map<std::string, uint64_t> Counters() const override
    {
        return {};
    }

  private:
    /// IP and UDP.
    static constexpr uint32_t headers = 28;
    /// Packets of its own that an NPU has waiting at a link: enough to keep it busy.
    static constexpr uint32_t window = 2;

    /// What of a message leaves by one link.
    struct Share
    {
        uint64_t packets = 0;
        /// Bytes of the message's last packet, where that is among them.
        std::optional<uint64_t> rest;
    };

    /// What has not arrived of a message.
    struct Missing
    {
        Message message;
        uint64_t bytes;
    };

    using Kind = std::tuple<uint32_t, uint32_t, uint64_t>;

    static Kind KindOf(const Message& message)
    {
        return {message.source, message.destination, message.bytes};
    }

    struct Departure
    {
        Message message;
        Share share;
    };

    /// What an NPU has to send over one of its links: whole messages, in the order in which they were sent.
    struct Outlet
    {
        std::deque<Departure> queue;
        uint32_t waiting = 0;
    };

    void Feed(Link* link, Outlet& outlet)
    {
        while (outlet.waiting < window && !outlet.queue.empty())
        {
            Departure& first = outlet.queue.front();
            const bool isLast = --first.share.packets == 0;
            const uint64_t bytes = isLast && first.share.rest ? *first.share.rest : m_payload;
            const Message message = first.message;
            if (isLast)
                outlet.queue.pop_front();
            ++outlet.waiting;
            const auto packet = ns3::Create<ns3::Packet>(static_cast<uint32_t>(bytes));
            packet->AddPacketTag(MessageTag(message));
            if (SocketOf(link)->SendTo(packet, 0, ns3::InetSocketAddress(AddressOf(message.destination), listeningPort)) < 0)
                m_course.GiveUp("a packet could not be sent");
        }
    }

    /// The socket by which an NPU sends over one of its links.
    const ns3::Ptr<ns3::Socket>& SocketOf(Link* link)
    {
        auto& socket = m_sending[link];
        if (!socket)
        {
            socket = ns3::Socket::CreateSocket(m_machine.GetNode(link->from), ns3::UdpSocketFactory::GetTypeId());
            // To no address: ns-3 asks for a route by the device only where the route is to say the address.
            socket->Bind();
            socket->BindToNetDevice(link->device);
            socket->ShutdownRecv();
        }
        return socket;
    }

    void Received(ns3::Ptr<ns3::Socket> socket)
    {
        ns3::Address from;
        while (const auto packet = socket->RecvFrom(from))
        {
            MessageTag tag;
            packet->PeekPacketTag(tag);
            const auto found = m_missing.find(tag.number);
            if (found == m_missing.end())
                continue;
            found->second.bytes -= packet->GetSize();
            if (found->second.bytes > 0)
                continue;
            // On several paths one may overtake another of its size, and nobody can tell them apart: they arrive in the order sent.
            auto& alike = m_alike[KindOf(found->second.message)];
            m_course.Arrive(alike.front());
            alike.pop_front();
            m_missing.erase(found);
        }
    }

    Machine& m_machine;
    Course& m_course;
    const uint32_t m_payload;
    std::vector<ns3::Ptr<ns3::Socket>> m_listening;
    std::unordered_map<Link*, ns3::Ptr<ns3::Socket>> m_sending;
    std::unordered_map<Link*, Outlet> m_outlets;
    std::unordered_map<uint64_t, Missing> m_missing;
    /// Messages under way of one pair and one size.
    std::map<Kind, std::deque<uint64_t>> m_alike;
};

} // namespace astra
