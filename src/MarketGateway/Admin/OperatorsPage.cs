using MarketGateway.Http;
using Microsoft.Extensions.FileProviders;

namespace MarketGateway.Admin;

/// <summary>
/// Serves the page of operators, which shows live what <see cref="AdminEndpoints"/> answer. Its files stand beside the
/// program and apart from the dashboard's, so that no address of the clients' port leads to them.
/// </summary>
internal static class OperatorsPage
{
    /// <summary>Where the page is.</summary>
    public const string Root = "/ops";

    /// <summary>Where it finds what it has in common with the dashboard: colours, numbers, tables.</summary>
    private const string SharedRoot = Root + "/shared";

    private const string Folder = "ops";

    /// <summary>All comes from this origin, and nothing is written inline.</summary>
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    /// <summary>
    /// Gives operators the files. Whoever asks gets them, as there is nothing in them: the page shows its token to
    /// `/admin`.
    /// </summary>
    public static void UseOperatorsPage(this WebApplication gateway)
    {
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, Folder));
        gateway.Lifetime.ApplicationStopped.Register(files.Dispose);
        var shared = gateway.Environment.WebRootFileProvider;
        gateway.UseWhen(OperatorRequest.Is, branch =>
        {
            branch.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = Root });
            branch.UseStaticFiles(OptionsFor(files, Root));
            branch.UseStaticFiles(OptionsFor(shared, SharedRoot));
        });
    }

    private static StaticFileOptions OptionsFor(IFileProvider files, string root) => new()
    {
        FileProvider = files,
        RequestPath = root,
        OnPrepareResponse = static answer => SetHeaders(answer.Context.Response.Headers),
    };

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
