export function NotFoundView() {
  return (
    <div class="empty">
      <h1>There is nothing here</h1>
      <p>
        The address leads to no part of this page. <a href="/">To the photos</a>
      </p>
    </div>
  );
}
