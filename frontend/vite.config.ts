import { defineConfig } from "vitest/config";

// Cytoscape is no part of the bundle: the page takes it from its WebJar through the import map.
export default defineConfig({
  base: "/",
  publicDir: "public",
  build: {
    outDir: "../target/classes/static",
    emptyOutDir: true,
    target: "es2022",
    rollupOptions: {
      input: "src/main.ts",
      external: ["cytoscape"],
      output: {
        entryFileNames: "assets/app.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/app[extname]",
      },
    },
  },
  test: { environment: "jsdom", include: ["test/**/*.test.ts"], setupFiles: ["test/setup.ts"] },
});
