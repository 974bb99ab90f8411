using System.Diagnostics;
using System.Net;
using MarketGateway.Diagnostics;
using MarketGateway.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MarketGateway.Hosting;

/// <summary>
/// Bounds the connections, and what each may hold before it is a session, by our limits and the system's.
/// </summary>
internal static class ConnectionSettings
{
    /// <summary>
    /// What the gateway itself needs: some 280 were seen with the embedded broker; the rest is for brokers, and for
    /// connections that are about to be cut.
    /// </summary>
    private const int OwnFiles = 512;

    private const int ConnectionsMin = 16;

    /// <summary>Where connections are few, one in so many is for clients that have shown no token yet.</summary>
    private const int TokenlessShare = 8;

    /// <summary>
    /// The largest that is expected: a token of 16 KiB in base64, or a ticket with the rights of one.
    /// </summary>
    private const int RequestLineBytesMax = 24 << 10;

    /// <summary>The gateway reads no bodies.</summary>
    private const int BodyBytesMax = 16 << 10;

    /// <summary>How much of what a client sends is read ahead: a whole head of a request, and no more.</summary>
    internal const int ReadAheadBytesMax = 64 << 10;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Brings the limits that were not chosen down to what the system allows; says what is wrong with those that were.
    /// </summary>
    /// <param name="configuration">Says which were chosen.</param>
    /// <param name="sessions">Gets the limits as they hold.</param>
    /// <param name="files">How many files may be open; null: not known.</param>
    /// <exception cref="SettingsException">More was chosen than the system allows.</exception>
    public static FileBound Fit(IConfiguration configuration, SessionOptions sessions, long? files)
    {
        var available = files is { } limit ? limit - OwnFiles - ConnectionPlaces.OperatorConnectionsMax : int.MaxValue;
        if (available < ConnectionsMin)
        {
            throw new SettingsException(
                $"This process may open {files} files (RLIMIT_NOFILE), of which it needs "
                + $"{OwnFiles + ConnectionPlaces.OperatorConnectionsMax} itself. Raise the limit (ulimit -n).");
        }

        var tokenless = Math.Min(sessions.UnadmittedMax, available / TokenlessShare);
        SettingsException.ThrowIfAny(
        [
            .. new[]
            {
                WrongIfChosen(nameof(SessionOptions.ConnectionsMax), sessions.ConnectionsMax ?? 0, available, "connections"),
                WrongIfChosen(nameof(SessionOptions.SessionsMax), sessions.SessionsMax, available - tokenless, "sessions"),
            }.OfType<string>(),
        ]);
        var isBound = sessions.ConnectionsInAll > available;
        sessions.ConnectionsMax = (int)Math.Min(sessions.ConnectionsInAll, available);

        // Whatever is left, who has shown no token takes no place of those who have.
        sessions.UnadmittedMax = Math.Min(sessions.UnadmittedMax, sessions.ConnectionsInAll / TokenlessShare);
        sessions.SessionsMax = Math.Min(sessions.SessionsMax, sessions.ConnectionsInAll - sessions.UnadmittedMax);
        return new FileBound(isBound ? files : null);

        string? WrongIfChosen(string name, int value, long left, string what)
        {
            var setting = $"{SessionOptions.SectionName}:{name}";
            return configuration[setting] is not null && value > left
                ? $"{setting} is {value}, but this process may open {files} files (RLIMIT_NOFILE), which leaves {left} "
                    + $"{what}. Raise the limit (ulimit -n), or lower the setting."
                : null;
        }
    }

    public static void Add(WebApplicationBuilder builder, SessionOptions sessions)
    {
        builder.Services.AddSingleton(new ConnectionPlaces(sessions));
        LoadWhatFaultsNeed();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Bound(kestrel.Limits, sessions.ConnectionsInAll + ConnectionPlaces.OperatorConnectionsMax);
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                var places = listen.ApplicationServices.GetRequiredService<ConnectionPlaces>();
                var proxies = listen.ApplicationServices.GetRequiredService<TrustedProxies>();
                var metrics = listen.ApplicationServices.GetRequiredService<MetricsEndpoint>();
                listen.Use(next => connection =>
                {
                    SocketThreads.KeepFair(connection);
                    return places.ServeAsync(
                        connection,
                        IsOperator(connection, metrics),
                        proxies.Contain((connection.RemoteEndPoint as IPEndPoint)?.Address),
                        next);
                });
            });
        });
    }

    private static bool IsOperator(ConnectionContext connection, MetricsEndpoint metrics) =>
        connection.LocalEndPoint is IPEndPoint local && metrics.IsAtPort(local.Port);

    /// <remarks>
    /// The server counts connections and upgraded ones apart; these are the backstop behind our own count.
    /// </remarks>
    private static void Bound(KestrelServerLimits limits, int connections)
    {
        limits.MaxConcurrentConnections = connections;
        limits.MaxConcurrentUpgradedConnections = connections;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.MaxRequestBodySize = BodyBytesMax;
        limits.MaxRequestBufferSize = ReadAheadBytesMax;
        limits.RequestHeadersTimeout = HeadersTimeout;
    }

    /// <summary>
    /// An exception that is logged loads a library on first use. With no file left to open, that would end the process.
    /// </summary>
    private static void LoadWhatFaultsNeed() =>
        _ = new StackTrace(new InvalidOperationException(), fNeedFileInfo: true).ToString();
}
