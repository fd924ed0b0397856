// Messages as stretches of a TCP stream: one connection per pair of NPUs, opened with the first message. What is lost is sent again.
#pragma once
#include "course.h"
#include "machine.h"
#include "options.h"
#include "transport.h"

#include <ns3/boolean.h>
#include <ns3/config.h>
#include <ns3/inet-socket-address.h>
#include <ns3/socket.h>
#include <ns3/string.h>
#include <ns3/tcp-header.h>
#include <ns3/tcp-socket-base.h>
#include <ns3/tcp-socket-factory.h>

#include <algorithm>
#include <deque>
#include <memory>

namespace astra
{

/// One connection: a stream from one NPU to another.
class TcpConnection
{
  public:
    TcpConnection(Machine& machine, Course& course, uint32_t source, uint32_t destination, uint64_t buffer)
        : m_course(course),
          m_name("npu " + std::to_string(source) + " to npu " + std::to_string(destination)),
          m_socket(ns3::Socket::CreateSocket(machine.GetNode(source), ns3::TcpSocketFactory::GetTypeId()))
    {
        m_socket->SetAttribute("SndBufSize", ns3::UintegerValue(buffer));
        m_socket->Bind(ns3::InetSocketAddress(AddressOf(source), 0));
        m_socket->SetConnectCallback(ns3::MakeCallback(&TcpConnection::Connected, this),
                                     ns3::MakeCallback(&TcpConnection::Failed, this));
        m_socket->SetCloseCallbacks(ns3::MakeNullCallback<void, ns3::Ptr<ns3::Socket>>(),
                                    ns3::MakeCallback(&TcpConnection::Failed, this));
        m_socket->SetSendCallback(ns3::MakeCallback(&TcpConnection::HasRoom, this));
        m_socket->TraceConnectWithoutContext("Tx", ns3::MakeCallback(&TcpConnection::Transmitted, this));
        m_socket->Connect(ns3::InetSocketAddress(AddressOf(destination), listeningPort));
    }

    void Send(const Message& message)
    {
        // A stretch of nothing would have no end that can arrive.
        m_written += std::max<uint64_t>(1, message.bytes);
        m_messages.push_back({message.number, m_written});
        Pump();
    }

    /// The receiver has read this much more of the stream.
    void Arrived(uint64_t bytes)
    {
        m_read += bytes;
        while (!m_messages.empty() && m_messages.front().end <= m_read)
        {
            m_course.Arrive(m_messages.front().number);
            m_messages.pop_front();
        }
    }

    uint64_t retransmissions = 0;

  private:
    struct Stretch
    {
        uint64_t number;
        /// Where it ends in the stream.
        uint64_t end;
    };

    void Connected(ns3::Ptr<ns3::Socket>)
    {
        m_isOpen = true;
        Pump();
    }

    void Failed(ns3::Ptr<ns3::Socket>)
    {
        m_course.GiveUp("the TCP connection from " + m_name + " broke: too much of it was lost");
    }

    void HasRoom(ns3::Ptr<ns3::Socket>, uint32_t)
    {
        Pump();
    }

    void Transmitted(ns3::Ptr<const ns3::Packet> packet,
                     const ns3::TcpHeader& header,
                     ns3::Ptr<const ns3::TcpSocketBase>)
    {
        if (packet->GetSize() == 0)
            return;
        const ns3::SequenceNumber32 end = header.GetSequenceNumber() + packet->GetSize();
        if (m_hasSent && end <= m_highest)
            ++retransmissions;
        else
            m_highest = end;
        m_hasSent = true;
    }

    /// Writes as much as the socket takes.
    void Pump()
    {
        while (m_isOpen && m_sent < m_written)
        {
            const uint64_t size = std::min<uint64_t>(m_written - m_sent, m_socket->GetTxAvailable());
            if (size == 0)
                return;
            const int taken = m_socket->Send(ns3::Create<ns3::Packet>(static_cast<uint32_t>(size)));
            if (taken <= 0)
                return;
            m_sent += taken;
        }
    }

    Course& m_course;
    const std::string m_name;
    ns3::Ptr<ns3::Socket> m_socket;
    bool m_isOpen = false;
    bool m_hasSent = false;
    ns3::SequenceNumber32 m_highest;
    /// Bytes of the stream: asked for, given to the socket, read at the other end.
    uint64_t m_written = 0;
    uint64_t m_sent = 0;
    uint64_t m_read = 0;
    std::deque<Stretch> m_messages;
};

class TcpTransport : public Transport
{
  public:
    /// To be called before the machine is built: what sockets and hosts are like.
    static void SetDefaults(const Options& options, uint64_t fastestBitsPerSecond)
    {
        using ns3::BooleanValue;
        using ns3::StringValue;
        using ns3::TimeValue;
        using ns3::UintegerValue;
        const auto set = &ns3::Config::SetDefault;
        set("ns3::TcpL4Protocol::SocketType", StringValue("ns3::Tcp" + options.congestionControl));
        set("ns3::TcpSocket::SegmentSize", UintegerValue(options.mtu - headers));
        set("ns3::TcpSocket::RcvBufSize", UintegerValue(receiveBuffer));
        set("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
        set("ns3::TcpSocket::DelAckCount", UintegerValue(1));
        set("ns3::TcpSocket::ConnTimeout", TimeValue(ns3::PicoSeconds(10 * FromNs(options.minRto))));
        set("ns3::TcpSocket::ConnCount", UintegerValue(100));
        set("ns3::TcpSocket::DataRetries", UintegerValue(100));
        set("ns3::TcpSocketBase::MinRto", TimeValue(ns3::PicoSeconds(FromNs(options.minRto))));
        // What ns-3 adds to every estimate of the round trip; its default is of the order of 1000 of them here.
        set("ns3::TcpSocketBase::ClockGranularity", TimeValue(ns3::MicroSeconds(1)));
        // They count in ms: with them, every round trip would be estimated as none.
        set("ns3::TcpSocketBase::Timestamp", BooleanValue(false));
        set("ns3::TcpSocketBase::UseEcn", StringValue(options.UsesEcn() ? "On" : "Off"));
        // 4 Gb/s by default, which is what BBR would keep to.
        set("ns3::TcpSocketState::MaxPacingRate", ns3::DataRateValue(ns3::DataRate(fastestBitsPerSecond)));
    }

    TcpTransport(Machine& machine, Course& course, const Options& options)
        : m_machine(machine),
          m_course(course),
          m_options(options)
    {
        for (uint32_t npu = 0; npu < machine.npus; ++npu)
        {
            const auto socket =
                ns3::Socket::CreateSocket(machine.GetNode(npu), ns3::TcpSocketFactory::GetTypeId());
            socket->Bind(ns3::InetSocketAddress(AddressOf(npu), listeningPort));
            socket->Listen();
            socket->SetAcceptCallback(ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
                                      ns3::MakeCallback(&TcpTransport::Accepted, this));
            m_listening.push_back(socket);
        }
    }

    void Send(const Message& message) override
    {
        auto& connection = m_connections[{message.source, message.destination}];
        if (!connection)
            connection = std::make_unique<TcpConnection>(m_machine,
                                                         m_course,
                                                         message.source,
                                                         message.destination,
                                                         BufferFor(message.source, message.destination));
        connection->Send(message);
    }

    std::map<std::string, uint64_t> Counters() const override
    {
        uint64_t retransmissions = 0;
        for (const auto& [ends, connection] : m_connections)
            retransmissions += connection->retransmissions;
        return {{"retransmissions", retransmissions}, {"connections", m_connections.size()}};
    }

  private:
    /// IP and TCP.
    static constexpr uint32_t headers = 40;
    /// Receivers read at once, so that this is never what limits a sender.
    static constexpr uint32_t receiveBuffer = 64 << 20;
    /// Bandwidth-delay products, and packets, that a sender's buffer holds at least. Much longer ones make ns-3 slow.
    static constexpr uint64_t products = 4;
    static constexpr uint64_t leastPackets = 32;

    uint64_t BufferFor(uint32_t source, uint32_t destination) const
    {
        if (m_options.buffer > 0)
            return m_options.buffer;
        const auto [roundTrip, bitsPerSecond] = m_machine.RoundTrip(source, destination, m_options.mtu);
        const double product = static_cast<double>(roundTrip) * 1e-12 * static_cast<double>(bitsPerSecond) / 8;
        return std::max<uint64_t>(leastPackets * m_options.mtu, products * static_cast<uint64_t>(product));
    }

    void Accepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from)
    {
        const uint32_t source = NpuOf(ns3::InetSocketAddress::ConvertFrom(from).GetIpv4());
        ns3::Address here;
        socket->GetSockName(here);
        const uint32_t destination = NpuOf(ns3::InetSocketAddress::ConvertFrom(here).GetIpv4());
        m_bySocket[ns3::PeekPointer(socket)] = m_connections.at({source, destination}).get();
        socket->SetRecvCallback(ns3::MakeCallback(&TcpTransport::Received, this));
    }

    void Received(ns3::Ptr<ns3::Socket> socket)
    {
        TcpConnection* connection = m_bySocket.at(ns3::PeekPointer(socket));
        while (const auto packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
                return;
            connection->Arrived(packet->GetSize());
        }
    }

    Machine& m_machine;
    Course& m_course;
    const Options m_options;
    std::vector<ns3::Ptr<ns3::Socket>> m_listening;
    std::map<std::pair<uint32_t, uint32_t>, std::unique_ptr<TcpConnection>> m_connections;
    std::map<ns3::Socket*, TcpConnection*> m_bySocket;
};

} // namespace astra
