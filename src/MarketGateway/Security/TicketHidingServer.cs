using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace MarketGateway.Security;

/// <summary>
/// The web server, but for one thing: tickets are taken out of addresses before anything else sees the request. The
/// framework logs whole addresses before any middleware runs.
/// </summary>
internal sealed class TicketHidingServer(IServer server) : IServer
{
    private const string Key = "ticket";

    public IFeatureCollection Features => server.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        server.StartAsync(new TicketHidingApplication<TContext>(application), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();

    private static void HideTicket(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { QueryString.Length: > 0 } request ||
            !request.QueryString.Contains(Key, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var query = QueryHelpers.ParseQuery(request.QueryString);
        if (query.Remove(Key, out var ticket))
        {
            features.Set(new TicketFeature(ticket.ToString()));
            request.QueryString = new QueryBuilder(query).ToString();
            request.RawTarget = request.Path + request.QueryString;
        }
    }

    /// <summary>Sees each request first.</summary>
    private sealed class TicketHidingApplication<TContext>(IHttpApplication<TContext> application)
        : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            HideTicket(contextFeatures);
            return application.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => application.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => application.DisposeContext(context, exception);
    }
}
