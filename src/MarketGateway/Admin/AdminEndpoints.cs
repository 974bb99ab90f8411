namespace MarketGateway.Admin;

/// <summary>The addresses of operators: schemas/admin/openapi.yaml.</summary>
internal static class AdminEndpoints
{
    /// <summary>The document that describes all of them, beside the program.</summary>
    private const string DocumentFile = "admin/openapi.yaml";

    /// <summary>Adds what answers.</summary>
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddSingleton<RepeatedLooks>();
        services.AddSingleton<AdminGate>();
        services.AddSingleton<SessionListing>();
        services.AddSingleton<SessionAdmin>();
        services.AddSingleton<SymbolAdmin>();
    }

    /// <summary>Lets operators alone come to anything below the root.</summary>
    public static void UseAdmin(this WebApplication gateway)
    {
        var gate = gateway.Services.GetRequiredService<AdminGate>();
        gateway.UseWhen(
            context => context.Request.Path.StartsWithSegments(AdminGate.Root, StringComparison.OrdinalIgnoreCase),
            guarded => guarded.Use(gate.InvokeAsync));
    }

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        // Made now: it says since when the gateway runs.
        routes.ServiceProvider.GetRequiredService<GatewayAdmin>();
        var admin = routes.MapGroup(AdminGate.Root);
        admin.MapGet("", static (HttpContext context, GatewayAdmin gateway) => gateway.ShowSummary(context));
        admin.MapGet("/openapi.yaml", static () =>
            Results.File(Path.Combine(AppContext.BaseDirectory, DocumentFile), "application/yaml"));
        MapSessions(admin);
        admin.MapGet("/symbols", static (HttpContext context, SymbolAdmin symbols) => symbols.List(context));
        admin.MapGet("/symbols/{**symbol}", static (HttpContext context, string symbol, SymbolAdmin symbols) =>
            symbols.Show(context, symbol));
        admin.MapGet("/partitions", static (HttpContext context, GatewayAdmin gateway) => gateway.ListPartitions(context));
        admin.MapGet("/skipped", static (HttpContext context, GatewayAdmin gateway) => gateway.ListSkipped(context));
        admin.MapGet("/settings", static (HttpContext context, GatewayAdmin gateway) => gateway.ShowSettings(context));
        admin.MapGet("/logging", static (HttpContext context, GatewayAdmin gateway) => gateway.ShowLogging(context));
        admin.MapPut("/logging", static (HttpContext context, GatewayAdmin gateway) => gateway.SetLoggingAsync(context));
        admin.MapGet("/drain", static (HttpContext context, GatewayAdmin gateway) => gateway.ShowDrain(context));
        admin.MapPost("/drain", static (HttpContext context, GatewayAdmin gateway) => gateway.BeginDrain(context));
    }

    private static void MapSessions(RouteGroupBuilder admin)
    {
        admin.MapGet("/sessions", static (HttpContext context, SessionAdmin sessions) => sessions.ListAsync(context));
        admin.MapGet("/sessions/{id}", static (HttpContext context, string id, SessionAdmin sessions) =>
            sessions.ShowAsync(context, id));
        admin.MapDelete("/sessions/{id}", static (HttpContext context, string id, SessionAdmin sessions) =>
            sessions.End(context, id));
    }
}
