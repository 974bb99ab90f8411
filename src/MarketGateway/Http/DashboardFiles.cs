using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace MarketGateway.Http;

/// <summary>
/// Serves the dashboard: the files of wwwroot, which stand beside the program, so that the working folder does not
/// matter.
/// </summary>
internal static partial class DashboardFiles
{
    private const string StartPage = "index.html";

    /// <summary>Where a published gateway may have the same page in few files, whose names carry a hash of their content.</summary>
    private const string BundleFolder = "dist";
    private const string BundledStartPage = BundleFolder + "/" + StartPage;

    public static void UseDashboard(this WebApplication gateway)
    {
        var files = gateway.Environment.WebRootFileProvider;
        var startPage = files.GetFileInfo(BundledStartPage).Exists ? BundledStartPage : StartPage;
        var compressed = new CompressedFiles(files);
        var policy = SecurityPolicy([files.GetFileInfo(StartPage), files.GetFileInfo(startPage)]);
        gateway.UseWhen(IsForFiles, branch =>
        {
            branch.UseResponseCompression();
            branch.UseDefaultFiles(new DefaultFilesOptions { DefaultFileNames = [startPage] });
            branch.Use((context, next) =>
            {
                compressed.Prefer(context);
                return next(context);
            });
            branch.UseStaticFiles(new StaticFileOptions
            {
                ContentTypeProvider = compressed,
                OnPrepareResponse = answer => SetHeaders(answer, policy),
            });
        });
    }

    /// <summary>Streams and the API are left alone: nothing here may buffer or wrap them.</summary>
    private static bool IsForFiles(HttpContext context) => context.GetEndpoint() is null;

    /// <summary>
    /// Everything comes from this origin. What is written inline is allowed by its hash: the import map, which browsers
    /// take only from the page itself, and what a bundled page begins with.
    /// </summary>
    private static string SecurityPolicy(IEnumerable<IFileInfo> startPages) =>
        $"default-src 'self'; script-src 'self'{string.Concat(startPages.SelectMany(InlineHashes).Distinct())}; " +
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static IEnumerable<string> InlineHashes(IFileInfo startPage)
    {
        if (!startPage.Exists)
        {
            return [];
        }

        using var reader = new StreamReader(startPage.CreateReadStream());
        return [.. InlineScripts().Matches(reader.ReadToEnd()).Select(script =>
            $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value)))}'")];
    }

    /// <summary>
    /// A browser keeps the files but asks each time whether they are still right (304 by ETag): a new version shows at
    /// once. What carries a hash in its name is right for ever.
    /// </summary>
    private static void SetHeaders(StaticFileResponseContext answer, string policy)
    {
        var headers = answer.Context.Response.Headers;
        headers.CacheControl = IsHashed(answer) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        CompressedFiles.SetHeaders(answer);
    }

    private static bool IsHashed(StaticFileResponseContext answer) =>
        answer.Context.Request.Path.StartsWithSegments("/" + BundleFolder, StringComparison.Ordinal) &&
        CompressedFiles.PlainName(answer.File.Name) != StartPage;

    [GeneratedRegex("<script(?: type=\"importmap\")?>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex InlineScripts();
}
