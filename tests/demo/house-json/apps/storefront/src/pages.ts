export interface Page {
  status: number;
  html: string;
}

interface Product {
  name: string;
  priceCents: number;
}

export async function productPage(api: URL, path: string): Promise<Page> {
  const answer = await fetch(new URL(`/products${path}`, api));
  if (!answer.ok) {
    return { status: answer.status, html: "<h1>Not here</h1>" };
  }
  const product = (await answer.json()) as Product;
  const price = (product.priceCents / 100).toFixed(2);
  return { status: 200, html: `<h1>${product.name}</h1><p>${price}</p>` };
}
